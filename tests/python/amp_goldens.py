"""Expected behaviour of torch.amp: the gradient scaler over steps with infinities, and what autocast computes in.

grad_scaler.json holds, per step, the loss's weights and what the scaler, the gradient and the parameter are after it;
autocast.json the dtype of each operator's result, and one product in bfloat16.
"""

import json
import math
import os

import torch
import torch.nn.functional as F


def grad_scaler():
    """SGD with learning rate 0.125 on sum(p * weight): the gradient is the weight. Powers of two, so all is exact."""
    weights = [
        [0.5, 1.0],
        [math.inf, 1.0],
        [1.0, 1.0],
        [2.0, 0.5],
        [0.25, 0.25],
        [math.nan, 1.0],
        [1.0, -math.inf],
        [1.0, 2.0],
    ]
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=3)
    p = torch.tensor([1.0, -2.0], requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=0.125)
    steps = []
    for i, weight in enumerate(weights):
        optimizer.zero_grad()
        scaler.scale((p * torch.tensor(weight)).sum()).backward()
        scaled = p.grad.tolist()
        if i % 2 == 0:
            scaler.unscale_(optimizer)
        scaler.step(optimizer)
        scaler.update()
        steps.append(
            {
                "weight": weight,
                "scaled_grad": scaled,
                "grad": p.grad.tolist(),
                "p": p.tolist(),
                "state": scaler.state_dict(),
            }
        )
    return {"p": [1.0, -2.0], "learning_rate": 0.125, "steps": steps}


OPERATORS = {
    "mm": lambda a, b: a @ b,
    "linear": F.linear,
    "bmm": lambda a, b: torch.bmm(a[None], b[None]),
    "softmax": lambda a, b: torch.softmax(a, -1),
    "cross_entropy": lambda a, b: F.cross_entropy(a, torch.tensor([0, 1, 2, 0])),
    "mse_loss": F.mse_loss,
    "add": lambda a, b: a + b,
    "sum": lambda a, b: a.sum(),
    "exp": lambda a, b: a.exp(),
    "gelu": lambda a, b: F.gelu(a),
    "mm_then_add": lambda a, b: a @ b + a,
    "mm_then_relu": lambda a, b: F.relu(a @ b),
}


def autocast():
    g = torch.Generator().manual_seed(15)
    a, b = torch.randn(4, 4, generator=g), torch.randn(4, 4, generator=g)
    found = {"a": a.flatten().tolist(), "b": b.flatten().tolist(), "dtypes": {}}
    for name, dtype in (("bfloat16", torch.bfloat16), ("float16", torch.float16)):
        with torch.autocast("cpu", dtype):
            found["dtypes"][name] = {k: str(f(a, b).dtype).removeprefix("torch.") for k, f in OPERATORS.items()}
    with torch.autocast("cpu"):
        found["default"] = str((a @ b).dtype).removeprefix("torch.")
        found["mm"] = (a @ b).float().flatten().tolist()
    return found


def make(out):
    os.makedirs(out, exist_ok=True)
    for name, found in (("grad_scaler", grad_scaler()), ("autocast", autocast())):
        with open(os.path.join(out, name + ".json"), "w") as f:
            json.dump(found, f, indent=1)
            f.write("\n")
