"""Greedy texts of the tiny models, and probabilities after temperature, top-k and top-p."""

import json
import os

import torch
import transformers
from transformers.generation.logits_process import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

from double_precision import to_double

MODELS = ["llama", "llama-tied", "llama-rope-yarn", "mistral-sliding", "qwen3"]
NEW_TOKENS = 40
MIN_GAP = 1e-2  # between the two largest logits, at every step: float32 rounding is 1e-5


def greedy(model, ids, new_tokens):
    """Returns (new ids, smallest gap between the two best logits), without a cache."""
    ids, gap = list(ids), float("inf")
    start = len(ids)
    eos = model.config.eos_token_id
    with torch.no_grad():
        while len(ids) - start < new_tokens and (len(ids) == start or ids[-1] != eos):
            best = model(torch.tensor([ids])).logits[0, -1].topk(2)
            gap = min(gap, (best.values[0] - best.values[1]).item())
            ids.append(best.indices[0].item())
    return ids[start:], gap


def texts(models_dir, name, wanted=3):
    """Some prompts whose greedy path no rounding can change; one of them ends with EOS when the model ever does."""
    folder = os.path.join(models_dir, name)
    plain = transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    exact = to_double(
        transformers.AutoModelForCausalLM.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="sdpa"
        ).eval()
    )
    generator = torch.Generator().manual_seed(99)
    found, ended = [], []
    for _ in range(400):
        ids = torch.randint(
            4, 64, (int(torch.randint(1, 14, (1,), generator=generator)),), generator=generator
        ).tolist()
        new, gap = greedy(exact, ids, NEW_TOKENS)
        if gap < MIN_GAP:
            continue
        with torch.no_grad():
            cached = plain.generate(
                torch.tensor([ids]),
                attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                max_new_tokens=NEW_TOKENS,
                do_sample=False,
            )
        if cached[0, len(ids) :].tolist() != new:
            raise AssertionError(f"{name}: transformers' generate differs from argmax without a cache on {ids}")
        row = {
            "prompt_ids": ids,
            "new_ids": new,
            "ended": "eos" if new[-1] == 2 else "length",
            "smallest_gap": round(gap, 4),
        }
        (ended if new[-1] == 2 else found).append(row)
        if len(found) >= wanted and (ended or len(found) >= 30):
            break
    if len(found) + len(ended) < 2:
        raise AssertionError(f"{name}: too few safe prompts")
    return found[: wanted - 1] + (ended[:1] or found[wanted - 1 : wanted])


def probabilities(scores, temperature, top_k, top_p):
    """Temperature, then top-k (ties with the k-th stay), then top-p (the smallest set whose mass reaches p)."""
    x = scores[None]
    if temperature != 1.0:
        x = TemperatureLogitsWarper(temperature)(None, x)
    if top_k:
        x = TopKLogitsWarper(top_k)(None, x)
    if top_p < 1.0:
        mass = x.softmax(-1).sort(descending=True).values.cumsum(-1)
        if (mass - top_p).abs().min() < 1e-4:
            raise AssertionError("top-p falls on a border, where rounding decides")
        x = TopPLogitsWarper(top_p)(None, x)
    return x.softmax(-1)[0]


def sampling():
    generator = torch.Generator().manual_seed(5)
    ties = torch.tensor([2.0, 1.0, 1.0, 1.0, 0.5, -1.0, -3.0, 0.25], dtype=torch.float64)
    vectors = {"random16": 2.0 * torch.randn(16, generator=generator, dtype=torch.float64), "ties": ties}
    cases = [(1.0, 0, 1.0), (0.7, 0, 1.0), (1.5, 0, 1.0), (1.0, 3, 1.0), (1.0, 1, 1.0), (1.0, 100, 1.0), (1.0, 0, 0.9)]
    cases += [(1.0, 0, 0.5), (1.0, 0, 0.01), (0.8, 5, 0.85), (1.3, 10, 0.7)]
    out = []
    for name, v in vectors.items():
        for t, k, p in cases:
            probs = probabilities(v, t, k, p).tolist()
            out.append({"logits": name, "temperature": t, "top_k": k, "top_p": p, "probabilities": probs})
    return {"logits": {k: v.tolist() for k, v in vectors.items()}, "cases": out}


def write(path, value):
    with open(path, "w") as f:
        f.write(json.dumps(value) + "\n")


def make(out, models_dir):
    os.makedirs(out, exist_ok=True)
    write(os.path.join(out, "greedy.json"), {n: texts(models_dir, n) for n in MODELS})
    write(os.path.join(out, "sampling.json"), sampling())
