"""Makes the fixtures of the format tests with the reference implementations (numpy, safetensors, gzip).

Run by hand: python make_fixtures.py; the files are committed. The values are formulas that the tests repeat.
"""
import gzip
import pathlib
import struct

import numpy as np
from numpy.lib import format as npy
from safetensors import numpy as st
from safetensors import TensorSpec, serialize_file

HERE = pathlib.Path(__file__).parent
ramp = np.arange(12) * 0.5 - 1          # -1, -0.5, 0, ... 4.5: exact in every floating type
whole = np.arange(12)


def save(name, array, version=None):
    with open(HERE / (name + ".npy"), "wb") as f:
        npy.write_array(f, array, version=version, allow_pickle=True)


for order, word in (("<", "le"), (">", "be")):
    for kind in ("f2", "f4", "f8"):
        save(f"{kind}_{word}", ramp.reshape(3, 4).astype(order + kind))
    for kind in ("i2", "i4", "i8", "u2", "u4", "u8"):
        save(f"{kind}_{word}", whole.reshape(3, 4).astype(order + kind))
save("u1", whole.reshape(3, 4).astype("u1"))
save("i1", whole.reshape(3, 4).astype("i1"))
save("b1", (whole % 2 == 1).reshape(3, 4))
save("fortran", np.asfortranarray(ramp.reshape(3, 4).astype("<f4")))
save("cube", np.arange(24, dtype="u1").reshape(2, 3, 4))
save("cube_fortran", np.asfortranarray(np.arange(24, dtype="<i2").reshape(2, 3, 4)))
save("version2", ramp.reshape(3, 4).astype("<f4"), (2, 0))
save("version3", ramp.reshape(3, 4).astype("<f4"), (3, 0))
save("scalar", np.float32(1))
save("vector", ramp.astype("<f4"))
save("labels_i4", np.array([3, 1, -1, 3], dtype="<i4"))
save("labels_column", np.array([[3.0], [1.0], [7.0]]))
save("labels_half", np.array([1.0, 0.5]))
save("object", np.array([{"a": 1}, 2], dtype=object))
save("structured", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
save("text", np.array(["a", "bc"]))
save("bytes", np.array([b"a", b"bc"]))
save("complex", np.ones((2, 2), dtype="<c8"))
save("date", np.array(["2020-01-01"], dtype="M8[D]"))

st.save_file({"b.weight": ramp.reshape(3, 4).astype("f4"), "a.bias": np.array([1, 2], "f4"), "c": np.array(7, "f4"),
              "empty": np.zeros((0, 5), "f4")}, HERE / "one.safetensors", {"made \"by\"": "numpy, \u00e9\n"})
st.save_file({"x": ramp.astype("f4")}, HERE / "plain.safetensors")
upper = (ramp.astype("<f4").view("<u4") >> 16).astype("<u2")
parts = {"f16": ("float16", [3, 4], ramp.astype("<f2")), "f32": ("float32", [3, 4], ramp.astype("<f4")),
         "f64": ("float64", [12], ramp.astype("<f8")), "bf16": ("bfloat16", [12], upper)}
serialize_file({name: TensorSpec(dtype=dtype, shape=shape, data_ptr=data.ctypes.data, data_len=data.nbytes)
                for name, (dtype, shape, data) in parts.items()}, str(HERE / "mixed.safetensors"))
st.save_file({"x": ramp.astype("f4"), "steps": np.array([5], "i8")}, HERE / "steps.safetensors")

pixels = bytes(range(12))
images = struct.pack(">HBBIII", 0, 8, 3, 3, 2, 2) + pixels
labels = struct.pack(">HBBI", 0, 8, 1, 3) + bytes([7, 2, 7])
(HERE / "t10k-images-idx3-ubyte.gz").write_bytes(gzip.compress(images, mtime=0))
(HERE / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels, mtime=0))
