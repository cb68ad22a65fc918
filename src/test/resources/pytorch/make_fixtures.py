"""Makes the fixtures beside it with PyTorch: python make_fixtures.py [FOLDER]

The build never runs this; it was run once, with PyTorch 2.13.0 (CPU) and safetensors 0.8, and the files are in the repository.
Everything but the initial weights is computed in double precision from the single-precision initial weights, so that the
tests judge single-precision arithmetic against what it approximates. README.md says what is in which file.
"""
import json
import os
import sys

import torch
from safetensors.torch import save_file
from torch import nn

SIZES = [37, 21, 13, 5]
ROWS = 23
SEED = 20260101
STEPS = 10


class Coder(nn.Module):
    """A stack of layers with the names of the reference network."""

    def __init__(self, sizes, names, activations):
        super().__init__()
        self.names = names
        self.activations = activations
        for name, inputs, outputs in zip(names, sizes, sizes[1:]):
            self.add_module(name, nn.Linear(inputs, outputs))

    def forward(self, x):
        for name, activation in zip(self.names, self.activations):
            x = activation(self.get_submodule(name)(x))
        return x


class Autoencoder(nn.Module):
    def __init__(self, sizes, hidden, latent, output):
        super().__init__()
        depth = len(sizes) - 1
        self.encoder = Coder(sizes, [f"fc{i}" for i in range(1, depth)] + ["fc_mean"], [hidden] * (depth - 1) + [latent])
        self.decoder = Coder(sizes[::-1], [f"fc{i}" for i in range(1, depth + 1)], [hidden] * (depth - 1) + [output])

    def forward(self, x):
        return self.decoder(self.encoder(x))


def reference(sizes):
    return Autoencoder(sizes, nn.LeakyReLU(0.2), nn.LeakyReLU(0.01), nn.Sigmoid())


def rows_of_data(rows, cols):
    """Numbers in 0..1 as a single holds them, with some exact zeros and ones as pixels have."""
    x = torch.rand(rows, cols)
    x[x < 0.2] = 0
    x[x > 0.9] = 1
    return x


def loss_of(kind, output, target):
    return nn.functional.mse_loss(output, target) if kind == "mse" else nn.functional.binary_cross_entropy(output, target)


def gradients(model, x, kind):
    model.zero_grad()
    loss_of(kind, model(x), x).backward()
    return {name: p.grad.clone() for name, p in model.named_parameters()}


def train(sizes, state, x, kind, name, options, clip):
    model = reference(sizes).double()
    model.load_state_dict({k: v.double() for k, v in state.items()})
    optimizer = getattr(torch.optim, name)(model.parameters(), **options)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = loss_of(kind, model(x), x)
        losses.append(loss.item())
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
    tensors = {"step10." + k: v.detach().float().contiguous() for k, v in model.state_dict().items()}
    tensors["losses"] = torch.tensor(losses, dtype=torch.float64)
    facts = {"loss": kind, "optimizer": json.dumps({"opt": name, **options})}
    if clip is not None:
        facts["clip"] = str(clip)
    return tensors, facts


def save(folder, name, tensors, metadata=None):
    save_file({k: v.detach().contiguous() for k, v in tensors.items()}, os.path.join(folder, name + ".safetensors"), metadata)


def main(folder):
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    model = reference(SIZES)
    state = {k: v.clone() for k, v in model.state_dict().items()}
    save(folder, "init", state)  # as everybody writes a state_dict: no metadata
    x = rows_of_data(ROWS, SIZES[0]).double()
    model = model.double()
    z = model.encoder(x)
    x_hat = model.decoder(z)
    save(folder, "forward_f64", {
        "x": x, "z": z, "x_hat": x_hat, "score": ((x_hat - x) ** 2).mean(1),
        "loss_mse": loss_of("mse", x_hat, x).reshape(1), "loss_bce": loss_of("bce", x_hat, x).reshape(1)})
    save(folder, "grad_mse_f64", gradients(model, x, "mse"))
    save(folder, "grad_bce_f64", gradients(model, x, "bce"))

    runs = {
        "adam_mse": ("mse", "Adam", {"lr": 1e-3}, None),
        "adam_bce": ("bce", "Adam", {"lr": 1e-3}, None),
        "adam_decay": ("mse", "Adam", {"lr": 2e-3, "betas": [0.8, 0.95], "eps": 1e-6, "weight_decay": 0.05}, None),
        "adamw_mse": ("mse", "AdamW", {"lr": 1e-3, "weight_decay": 0.01}, None),
        "sgd_mse": ("mse", "SGD", {"lr": 0.5}, None),
        "sgd_clip": ("bce", "SGD", {"lr": 0.5}, 0.05),
        "sgd_momentum": ("mse", "SGD", {"lr": 0.1, "momentum": 0.9}, None),
        "sgd_nesterov": ("bce", "SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.02}, None),
    }
    for name, (kind, optimizer, options, clip) in runs.items():
        save(folder, name, *train(SIZES, state, x, kind, optimizer, options, clip))

    # Every other activation, in a network of one hidden layer; the code is linear, the reconstruction too.
    small = rows_of_data(7, 12).double() * 4 - 2
    others = {
        "relu": nn.ReLU(), "tanh": nn.Tanh(), "elu(0.7)": nn.ELU(0.7), "gelu": nn.GELU(), "silu": nn.SiLU(),
        "softplus": nn.Softplus(), "sigmoid": nn.Sigmoid(), "leaky_relu(0.3)": nn.LeakyReLU(0.3), "identity": nn.Identity(),
    }
    for name, activation in others.items():
        model = Autoencoder([12, 7, 3], activation, nn.Identity(), nn.Identity())
        state = {"init." + k: v.clone() for k, v in model.state_dict().items()}
        model = model.double()
        tensors = {"x": small, "x_hat": model(small), **state}
        tensors.update({"grad." + k: v for k, v in gradients(model, small, "mse").items()})
        save(folder, "activation_" + name.split("(")[0], tensors, {"hidden": name})


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__)))
