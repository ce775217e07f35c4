"""Files of torch.save, good and bad, and the values of the good ones as safetensors (pt/)."""

import collections
import os

import numpy
import torch
from safetensors.torch import save_file

DTYPES = [
    torch.uint8,
    torch.int8,
    torch.int16,
    torch.int32,
    torch.int64,
    torch.float16,
    torch.float32,
    torch.float64,
    torch.complex64,
    torch.complex128,
    torch.bool,
    torch.bfloat16,
]


class Evil:
    """What a loader of pickles runs: the file `ran` would be there afterwards."""

    def __reduce__(self):
        return (os.system, ("touch ran",))


def tensors():
    base = torch.arange(24, dtype=torch.float32)
    complex_base = torch.tensor([1 + 2j, 3 - 4j])
    made = {"dtypes." + str(d).removeprefix("torch."): torch.tensor([0, 1, 2, 100]).to(d) for d in DTYPES}
    made |= {
        "base": base,
        "matrix": base.view(4, 6),
        "transposed": base.view(4, 6).t(),
        "tail": base[20:],
        "every_other": base.view(4, 6)[:, ::2],
        "expanded": base[3:4].expand(5),
        "number": torch.tensor(2.5, dtype=torch.float64),
        "empty": torch.zeros(0, 3),
        "parameter": torch.nn.Parameter(torch.tensor([1.5, -1.5])),
        "conjugate": complex_base.conj(),
        "negative": torch.tensor([1 + 2j, 3 - 4j]).conj().imag,
    }
    return made


def nested(flat):
    tree = {}
    for name, tensor in flat.items():
        *path, last = name.split(".")
        place = tree
        for part in path:
            place = place.setdefault(part, {})
        place[last] = tensor
    return tree


def make(out):
    os.makedirs(out, exist_ok=True)

    def at(name):
        return os.path.join(out, name)

    flat = tensors()
    torch.save(nested(flat), at("tensors.pt"))
    torch.save(nested(flat), at("protocol5.pt"), pickle_protocol=5)
    real = {name: t.detach().resolve_conj().resolve_neg().contiguous().clone() for name, t in flat.items()}
    # complex numbers as pairs: safetensors has no complex128
    real = {name: torch.view_as_real(t) if t.is_complex() else t for name, t in real.items()}
    save_file(real, at("tensors.safetensors"))

    torch.manual_seed(3)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.125)
    model(torch.ones(4, 2)).sum().backward()
    optimizer.step()
    plain = {
        "epoch": 3,
        "big": 2**62,
        "negative": -70000,
        "loss": 0.5,
        "name": "gr\u00fcn",
        "none": None,
        "flags": [True, False],
        "pair": (1, 2.0),
        "size": torch.Size([2, 3]),
        "dtype": torch.bfloat16,
        "device": torch.device("cpu"),
        "set": {7},
        "ordered": collections.OrderedDict(a=1),
    }
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "plain": plain}, at("checkpoint.pt"))
    state = {"model." + k: v.clone() for k, v in model.state_dict().items()}
    for index, entries in optimizer.state_dict()["state"].items():
        state |= {f"optimizer.state.{index}.{k}": v.clone() for k, v in entries.items()}
    save_file(state, at("checkpoint.safetensors"))
    torch.save(torch.tensor([1.0, 2.0]), at("one.pt"))

    torch.save({"x": torch.ones(2)}, at("legacy.pt"), _use_new_zipfile_serialization=False)
    torch.save({"x": torch.ones(2), "y": Evil()}, at("evil.pt"))
    torch.save(model, at("module.pt"))
    torch.save({"x": numpy.float64(1.0)}, at("numpy.pt"))
    torch.save({"x": torch.ones(2, dtype=torch.uint16)}, at("uint16.pt"))
    torch.save({"x": torch.eye(2).to_sparse()}, at("sparse.pt"))
    torch.jit.script(torch.nn.Linear(1, 1)).save(at("script.pt"))
