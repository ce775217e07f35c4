"""Five steps of torch.optim's optimizers with a learning rate that changes: golden/ops/optimizers.safetensors.

start.PARAMETER, grad.PARAMETER.STEP and factors are shared. Each case has CASE.DTYPE.PARAMETER (after the steps) and, for the
state, CASE.DTYPE.state.PARAMETER.NAME. `weights` and `cube` decay, `bias` does not.
"""

import os

import torch
from safetensors.torch import save_file

FACTORS = [1.0, 0.5, 2.0, 0.0, 1.5]
SHAPES = {"weights": (3, 4), "cube": (2, 3, 5), "bias": (4,)}
CASES = {
    "adamw": (torch.optim.AdamW, 0.01, 0.1, {"betas": (0.9, 0.95), "eps": 1e-6, "foreach": True}),
    "sgd": (torch.optim.SGD, 0.1, 0.0, {}),
    "sgd_decay": (torch.optim.SGD, 0.1, 0.2, {}),
    "sgd_momentum": (torch.optim.SGD, 0.1, 0.2, {"momentum": 0.9, "dampening": 0.3}),
    "sgd_nesterov": (torch.optim.SGD, 0.1, 0.2, {"momentum": 0.9, "nesterov": True}),
    "sgd_maximize": (torch.optim.SGD, 0.1, 0.2, {"momentum": 0.5, "maximize": True}),
    "adafactor": (torch.optim.Adafactor, 0.01, 0.1, {}),
    "adafactor_set": (torch.optim.Adafactor, 0.5, 0.0, {"beta2_decay": -0.5, "eps": (1e-4, 1e-2), "d": 2.0}),
}


def run(start, grads, case, dtype):
    kind, lr, decay, options = CASES[case]
    p = {k: v.to(dtype).clone().detach().requires_grad_() for k, v in start.items()}
    groups = [
        {"params": [p["weights"], p["cube"]], "weight_decay": decay},
        {"params": [p["bias"]], "weight_decay": 0.0},
    ]
    opt = kind(groups, lr=lr, **options)
    for i, factor in enumerate(FACTORS):
        for group in opt.param_groups:
            group["lr"] = lr * factor
        for k, x in p.items():
            x.grad = grads[i][k].to(dtype)
        opt.step()
    found = {k: x.detach() for k, x in p.items()}
    for k, x in p.items():
        found |= {f"state.{k}.{n}": t for n, t in opt.state[x].items() if torch.is_tensor(t)}
    return found


def make(out):
    g = torch.Generator().manual_seed(17)
    start = {k: torch.randn(s, generator=g, dtype=torch.float64) for k, s in SHAPES.items()}
    grads = [
        {k: torch.randn(s, generator=g, dtype=torch.float64) * 10.0 ** (1 - i) for k, s in SHAPES.items()}
        for i in range(len(FACTORS))
    ]
    found = {"factors": torch.tensor(FACTORS, dtype=torch.float64)}
    found |= {f"start.{k}": v for k, v in start.items()}
    found |= {f"grad.{k}.{i + 1}": v for i, step in enumerate(grads) for k, v in step.items()}
    for case in CASES:
        for name, dtype in (("float64", torch.float64), ("float32", torch.float32)):
            found |= {f"{case}.{name}.{k}": v for k, v in run(start, grads, case, dtype).items()}
    save_file({k: v.contiguous().clone() for k, v in found.items()}, os.path.join(out, "optimizers.safetensors"))
