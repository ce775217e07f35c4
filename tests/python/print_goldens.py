"""What Python's torch prints for tensors: print/tensors.json, a list of {make, text}.

`make` says how to make the tensor again: dtype, shape and values, or the arguments of arange.
"""

import json
import os

import torch

inf, nan = float("inf"), float("nan")


def of(dtype, shape, values):
    return {"dtype": dtype, "shape": shape, "values": values}


CASES = [
    of("float32", [], [2.5]),
    of("float32", [3], [1, 2, 3]),
    of("float32", [3], [1.5, -2.25, 3]),
    of("float32", [2, 3], [1, 2, 3, 4, 5, 6]),
    of("float32", [2], [1e-5, 1]),
    of("float32", [2], [1e9, 1]),
    of("float32", [3], [0.001, 0.5, 2000]),
    of("float32", [2], [123456.789, 1e8]),
    of("float32", [4], [1.5, nan, inf, -inf]),
    of("float32", [4], [1, nan, inf, -2]),
    of("float32", [2], [0, 0]),
    of("float32", [2], [-0.0, 1]),
    of("float32", [0], []),
    of("float32", [0, 3], []),
    of("float32", [2, 0], []),
    of("float64", [2], [0.1, 1234567.125]),
    of("float64", [0], []),
    of("float16", [2], [0.1, 100]),
    of("bfloat16", [3], [0.1, 1e30, -3]),
    of("int64", [4], [1, -20, 300, 0]),
    of("int64", [], [7]),
    of("int32", [2, 2], [1, 2, 3, -4]),
    of("uint8", [2], [1, 255]),
    of("int64", [0], []),
    of("bool", [3], [1, 0, 1]),
    of("bool", [], [1]),
    of("complex64", [2], [[1, 2], [-0.5, -3]]),
    of("complex128", [1], [[1e-7, 2]]),
    of("complex64", [2], [[nan, 1], [inf, -1]]),
    of("float32", [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
    of("float32", [2, 1, 1, 2], [1, 2, 3, 4.5]),
    {"arange": 30, "dtype": "int64", "shape": [30]},
    {"arange": 40, "dtype": "float32", "shape": [40]},
    {"arange": 1001, "dtype": "int64", "shape": [1001]},
    {"arange": 1001, "dtype": "float32", "shape": [1001]},
    {"arange": 2000, "dtype": "float32", "shape": [20, 100]},
    {"arange": 4096, "dtype": "int64", "shape": [8, 8, 8, 8]},
    {"arange": 1200, "dtype": "float64", "shape": [300, 4]},
    of("float32", [2], [1, 2]) | {"leaf": True},
    of("float64", [2, 2], [1, 2, 3, 4]) | {"leaf": True},
    of("float32", [2], [1, 2]) | {"leaf": True, "mul": 3},
    of("float64", [2], [1, 2]) | {"leaf": True, "mul": 3},
]


def build(case):
    dtype = getattr(torch, case["dtype"])
    if "arange" in case:
        return torch.arange(case["arange"]).to(dtype).reshape(case["shape"])
    if dtype.is_complex:
        values = [complex(*pair) for pair in case["values"]]
    else:
        values = case["values"]
    tensor = torch.tensor(values, dtype=torch.float64 if dtype.is_floating_point else None).to(dtype)
    tensor = tensor.reshape(case["shape"])
    if case.get("leaf"):
        tensor.requires_grad_()
    return tensor * case["mul"] if "mul" in case else tensor


def make(out):
    os.makedirs(out, exist_ok=True)
    made = [{"make": case, "text": str(build(case))} for case in CASES]
    with open(os.path.join(out, "tensors.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(case) for case in made) + "\n]\n")
