"""PyTorch: torch_peer.py FOLDER THREADS eager|jit|compile|bf16 [coldstart].

Training is eager with the fused Adam ("compile": torch.compile of model and loss; "bf16": autocast). Inference is
eager, or traced and frozen by the JIT ("jit"), or compiled. Batches are views of one tensor: nothing is copied.
"""

import sys

import numpy as np
import torch
import torch.nn as nn

from peer import ENCODER, SIZES, SLOPES, Peer


class TorchPeer(Peer):
    def __init__(self, folder, threads, way):
        super().__init__(folder, threads)
        self.way = way
        torch.set_num_threads(threads)
        torch.set_num_interop_threads(1)
        self.x = torch.from_numpy(np.fromfile(self.path("rows.f32"), dtype="<f4").reshape(-1, SIZES[0]))

    def version(self):
        return torch.__version__ + ", " + torch.backends.cpu.get_cpu_capability()

    def model(self, layers):
        weights = torch.from_numpy(np.fromfile(self.path("weights.f32"), dtype="<f4"))
        modules = []
        at = 0
        for l in range(layers):
            fan_in, out = SIZES[l], SIZES[l + 1]
            linear = nn.Linear(fan_in, out)
            with torch.no_grad():
                linear.weight.copy_(weights[at:at + out * fan_in].view(out, fan_in))
                at += out * fan_in
                linear.bias.copy_(weights[at:at + out])
                at += out
            modules += [linear, nn.LeakyReLU(SLOPES[l]) if l < len(SLOPES) else nn.Sigmoid()]
        return nn.Sequential(*modules)

    def trainer(self):
        model = self.model(len(SIZES) - 1)
        optimiser = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
        mse = nn.MSELoss()

        def loss_of(x):
            return mse(model(x), x)

        if self.way == "compile":
            loss_of = torch.compile(loss_of)
        bf16 = self.way == "bf16"

        def step(x):
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
                loss = loss_of(x)
            loss.backward()
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            return loss

        return step

    def inference(self, task, batch):
        model = self.model(ENCODER if task == "encode" else len(SIZES) - 1).eval()

        class Score(nn.Module):
            def __init__(self):
                super().__init__()
                self.model = model

            def forward(self, x):
                return (self.model(x) - x).square().mean(1)

        run = model if task == "encode" else Score().eval()
        if self.way == "jit":
            run = torch.jit.freeze(torch.jit.trace(run, self.x[:batch]))
        elif self.way == "compile":
            run = torch.compile(run)
        return run

    def work(self, task, batch):
        x = self.x
        if task == "step":
            if self.way == "jit":
                raise NotImplementedError("trains as eager does")
            step = self.trainer()
            return lambda row: step(x[row:row + batch])
        if self.way == "bf16":
            raise NotImplementedError("is here for training")
        run = self.inference(task, batch)

        def call(row):
            with torch.inference_mode():
                return run(x[row:row + batch])

        return call

    def check(self, count):
        if self.way == "bf16":
            return {"codes": [], "scores": []}
        with torch.inference_mode():
            x = self.x[:count]
            codes = self.inference("encode", count)(x)
            return {"codes": codes.flatten().tolist(), "scores": self.inference("score", count)(x).tolist()}

    def loss(self, batch):
        if self.way in ("bf16", "jit"):
            return {}
        step = self.trainer()
        rows = self.rows() - self.rows() % batch
        losses = [step(self.x[row:row + batch]).item() for row in range(0, rows, batch)]
        return {"loss": sum(losses) / len(losses)}


def main():
    peer = TorchPeer(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    if sys.argv[-1] == "coldstart":
        print("first", peer.check(1)["codes"][0], flush=True)
    else:
        peer.serve()


if __name__ == "__main__":
    main()
