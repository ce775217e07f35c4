"""Loads a model folder that Gatun saved in transformers and checks it; exits 1 when something is wrong.

  python check_saved_model.py RUN --original MODEL [--data rows.jsonl --scores scores.jsonl] [--run REF.json]

- --original: the folder that training started from: same tensor names, shapes and dtypes, same configuration, same
  tokenizer.
- --data and --scores: recomputes each row's log-probability and compares with `logps` of `gatun score` (one JSON
  object per line; a `row` field, counted from 0, names the row, else lines are the rows in order, without those that
  max_length drops).
- --run: what trl_reference.py wrote for the same training: sums and norms of the trained parameters are compared.
"""

import argparse
import json
import math
import os
import sys

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
import transformers
from safetensors import safe_open

import hf_tokenizer

TEXT = "Once upon a time w5 w6 there was a naïve café. "


def tensors(folder):
    """{name: (dtype, shape)} from the safetensors headers, and the set of names whose values are not finite."""
    found, bad = {}, set()
    files = ["model.safetensors"]
    index = os.path.join(folder, "model.safetensors.index.json")
    if not os.path.exists(os.path.join(folder, files[0])) and os.path.exists(index):
        with open(index, encoding="utf-8") as f:
            files = sorted(set(json.load(f)["weight_map"].values()))
    for file in files:
        with safe_open(os.path.join(folder, file), "pt") as f:
            for name in f.keys():
                s = f.get_slice(name)
                if name in found:
                    bad.add(name + " (twice)")
                found[name] = (s.get_dtype(), tuple(s.get_shape()))
                if not torch.isfinite(f.get_tensor(name)).all():
                    bad.add(name)
    return found, bad


def settings(folder):
    """The configuration as transformers understands it, whichever spelling the file has."""
    config = transformers.AutoConfig.from_pretrained(folder).to_dict()
    return {k: v for k, v in config.items() if k not in ("transformers_version", "_name_or_path", "use_cache")}


class Report:
    def __init__(self):
        self.failed = False

    def __call__(self, good, what):
        print(("ok   " if good else "FAIL ") + what)
        self.failed |= not good


def row_logps(model, tok, r, max_length):
    """(sum of the completion's log-probabilities, its tokens), or None for a row that max_length drops."""
    if isinstance(r["prompt"], str):
        eos = tok.eos_token
        end = "" if r["completion"].endswith(eos) else eos
        prompt, full = tok(r["prompt"]).input_ids, tok(r["prompt"] + r["completion"] + end).input_ids
    else:
        prompt = tok.apply_chat_template(r["prompt"], add_generation_prompt=True, return_dict=True)["input_ids"]
        full = tok.apply_chat_template(r["prompt"] + r["completion"], return_dict=True)["input_ids"]
    if len(prompt) >= max_length:
        return None
    ids = torch.tensor((prompt + full[len(prompt) :])[:max_length])
    with torch.no_grad():
        lp = model(ids[None]).logits[0, :-1].float().log_softmax(-1).gather(-1, ids[1:, None])[:, 0]
    return lp[len(prompt) - 1 :].double().sum().item(), len(ids) - len(prompt)


def check_scores(report, model, tok, a):
    with open(a.data, encoding="utf-8") as f:
        text = f.read()
    rows = (
        json.loads(text) if text.lstrip().startswith("[") else [json.loads(x) for x in text.splitlines() if x.strip()]
    )
    with open(a.scores, encoding="utf-8") as f:
        lines = [json.loads(x) for x in f if x.strip()]
    expected = {i: s for i, s in ((i, row_logps(model, tok, r, a.max_length)) for i, r in enumerate(rows)) if s}
    lines = [x for x in lines if x.get("logps") is not None]
    order = iter(expected)
    got = {x["row"] if "row" in x else next(order, -1): x["logps"] for x in lines}
    report(got.keys() == expected.keys(), f"scores: {len(got)} scored rows, {len(expected)} expected of {len(rows)}")
    worst = max(
        ((abs(got[i] - e[0]) / max(abs(e[0]), 1.0), i) for i, e in expected.items() if i in got), default=(math.inf, -1)
    )
    report(
        worst[0] <= a.tolerance,
        f"scores: logps equal transformers', largest relative error {worst[0]:.1e} (row {worst[1]})",
    )


def check_run(report, model, path, tolerance):
    with open(path, encoding="utf-8") as f:
        final = json.load(f)["final"]
    ours = {n: p.double() for n, p in model.named_parameters()}
    report(ours.keys() == final.keys(), "trained parameters: same names as the reference run's")
    worst = max(
        ((abs(ours[n].norm().item() - v[1]) / v[1], n) for n, v in final.items() if n in ours), default=(math.inf, "")
    )
    report(
        worst[0] <= tolerance,
        f"trained parameters: 2-norms equal the reference run's, largest relative error {worst[0]:.1e} ({worst[1]})",
    )
    # A sum may cancel to nothing, so it is measured against norm * sqrt(n), the largest that it could be.
    error = [
        (abs(ours[n].sum().item() - v[0]) / (v[1] * math.sqrt(ours[n].numel())), n)
        for n, v in final.items()
        if n in ours
    ]
    worst = max(error, default=(math.inf, ""))
    report(
        worst[0] <= tolerance,
        f"trained parameters: sums equal the reference run's, error {worst[0]:.1e} of the possible ({worst[1]})",
    )


def check_tokenizer(report, model, a):
    tok = hf_tokenizer.load(a.folder)
    ids = tok(TEXT).input_ids
    report(len(ids) > 0 and max(ids) < model.config.vocab_size, f"tokenizer loads, {len(tok)} tokens")
    if a.original:
        first = hf_tokenizer.load(a.original)
        same = (
            first(TEXT).input_ids == ids
            and first.eos_token == tok.eos_token
            and first.chat_template == tok.chat_template
        )
        report(
            same and first.decode(ids) == tok.decode(ids),
            "tokenizer equals the original's (ids, text, EOS, chat template)",
        )

    start = torch.tensor([ids[:5]])
    made = model.generate(
        start,
        attention_mask=torch.ones_like(start),
        max_new_tokens=8,
        min_new_tokens=8,
        do_sample=False,
        pad_token_id=tok.eos_token_id,
    )
    report(made.shape[1] == start.shape[1] + 8, f"generates: {tok.decode(made[0])!r}")
    return tok


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder")
    p.add_argument("--original")
    p.add_argument("--data")
    p.add_argument("--scores")
    p.add_argument("--max-length", type=int, default=1024)
    p.add_argument("--run")
    p.add_argument("--tolerance", type=float, default=1e-5, help="for scores (relative) and parameters")
    a = p.parse_args()
    if bool(a.data) != bool(a.scores):
        p.error("--data and --scores go together")
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    report = Report()

    names, bad = tensors(a.folder)
    report(
        bool(names) and not bad, f"{len(names)} tensors, all finite{': not ' + ', '.join(sorted(bad)) if bad else ''}"
    )
    if a.original:
        wanted, _ = tensors(a.original)
        report(
            names.keys() == wanted.keys(),
            f"tensor names equal the original's {sorted(names.keys() ^ wanted.keys())[:5]}",
        )
        differ = [
            f"{n}: {names[n]}, original {wanted[n]}" for n in names.keys() & wanted.keys() if names[n] != wanted[n]
        ]
        report(not differ, f"dtypes and shapes equal the original's {differ[:3]}")
        ours, theirs = settings(a.folder), settings(a.original)
        differ = [
            f"{k}: {ours.get(k)}, original {theirs.get(k)}"
            for k in ours.keys() | theirs.keys()
            if ours.get(k) != theirs.get(k)
        ]
        report(not differ, f"configuration equals the original's {differ[:3]}")

    model, info = transformers.AutoModelForCausalLM.from_pretrained(a.folder, dtype="auto", output_loading_info=True)
    problems = {k: sorted(map(str, v)) for k, v in info.items() if v}
    report(not problems, f"transformers loads it as {type(model).__name__}, {model.dtype} {problems or ''}")
    stored = {d for d, _ in names.values()}
    report(
        len(stored) == 1 and {"F32": "float32", "BF16": "bfloat16", "F16": "float16"}[min(stored)] in str(model.dtype),
        f"the configuration's dtype is the stored one, {sorted(stored)}",
    )

    if os.path.exists(os.path.join(a.folder, "tokenizer.json")):
        tok = check_tokenizer(report, model, a)
    else:
        tok, needed = None, a.scores or a.original and os.path.exists(os.path.join(a.original, "tokenizer.json"))
        report(not needed, "there is no tokenizer.json, as in the original")
    if a.scores and tok:
        check_scores(report, model.float().eval(), tok, a)
    if a.run:
        check_run(report, model.float(), a.run, a.tolerance)
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
