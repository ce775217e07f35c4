"""Checks docs/kto-parity.md: a KTO trainer written from that page alone must give the goldens.

It uses neither TRL nor the Trainer of transformers.

  python check_parity_page.py --golden tests/resources/golden [--case llama ...]

Runs in float64 against CASE.f64.json where there is one (tolerance 1e-9), in float32 against CASE.json otherwise
(5e-5 of each metric's floor, see compare_runs.py). It is also the shortest complete description of what the Java side
has to do.
"""

import argparse
import json
import math
import os
import re
import sys

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
import transformers

import compare_runs
import hf_tokenizer
import trl_reference


def tokenize(tok, r):
    if isinstance(r["prompt"], str):
        text = r["completion"] if r["completion"].endswith(tok.eos_token) else r["completion"] + tok.eos_token
        p, f = tok(r["prompt"]).input_ids, tok(r["prompt"] + text).input_ids
    else:
        p = tok.apply_chat_template(r["prompt"], add_generation_prompt=True, return_dict=True)["input_ids"]
        f = tok.apply_chat_template(r["prompt"] + r["completion"], return_dict=True)["input_ids"]
    return p, f[len(p) :]


def micro_batches(tok, rows, rotate, batch, limit):
    """[(label, prompt length, ids, KL ids)] per micro-batch; `rotate` is the chunk of the KL rotation."""
    kept = [(r["label"], *tokenize(tok, r)) for r in rows]
    kept = [k for k in kept if len(k[1]) < limit]
    out = []
    for i, (label, p, c) in enumerate(kept):
        start = i // rotate * rotate
        other = kept[i - 1 if i > start else min(start + rotate, len(kept)) - 1][2]
        out.append((bool(label), len(p), (p + c)[:limit], (p + other)[:limit]))
    return [out[i : i + batch] for i in range(0, len(out), batch)]


def forward(model, sequences, pad):
    width = max(map(len, sequences))
    ids = torch.tensor([s + [pad] * (width - len(s)) for s in sequences])
    mask = torch.tensor([[1] * len(s) + [0] * (width - len(s)) for s in sequences])
    return model(ids, attention_mask=mask).logits[:, :-1], ids[:, 1:]


def log_probs(model, sequences, starts, pad):
    """(sum per row, logits, completion mask), all at the positions that predict."""
    logits, targets = forward(model, sequences, pad)
    mask = torch.zeros(targets.shape, dtype=torch.bool)
    for i, (s, start) in enumerate(zip(sequences, starts, strict=True)):
        mask[i, max(start - 1, 0) : len(s) - 1] = True
    lp = logits.gather(-1, targets[..., None])[..., 0] - logits.logsumexp(-1)
    return torch.where(mask, lp, 0.0).sum(-1), logits, mask


def micro_step(policy, reference, batch, a, pad):
    """(loss with gradient, metrics) of one micro-batch."""
    starts, ids = [b[1] for b in batch], [b[2] for b in batch]
    label = torch.tensor([b[0] for b in batch])
    kto = a.loss == "kto"
    with torch.no_grad():
        ref = log_probs(reference, ids, starts, pad)[0]
        z0 = torch.zeros((), dtype=ref.dtype)
        if kto:
            kl = [b[3] for b in batch]
            z0 = (log_probs(policy, kl, starts, pad)[0] - log_probs(reference, kl, starts, pad)[0]).mean().clamp(min=0)
    s, logits, mask = log_probs(policy, ids, starts, pad)
    u = s - ref
    good, bad = (
        a.desirable_weight * (1 - torch.sigmoid(a.beta * (u - z0))),
        a.undesirable_weight * (1 - torch.sigmoid(a.beta * (z0 - u))),
    )
    m = {"kl": z0.item(), "tokens": sum(map(len, ids))}
    with torch.no_grad():
        lp = logits.log_softmax(-1)
        m["entropy"] = -(lp.exp() * lp).sum(-1)[mask].mean().item()
        for name, rows in (("chosen", label), ("rejected", ~label)):
            if rows.any():
                m[f"rewards/{name}"] = a.beta * u[rows].mean().item()
                m[f"logps/{name}"] = s[rows].mean().item()
                m[f"logits/{name}"] = logits.mean(-1)[rows][mask[rows]].mean().item()
        if label.any() and not label.all():
            m["rewards/margins"] = m["rewards/chosen"] - m["rewards/rejected"]
    return torch.where(label, good, bad).mean(), m


def factor(a, k, total):
    warmup = int(a.warmup_steps) if a.warmup_steps >= 1 else math.ceil(total * a.warmup_steps)
    if a.lr_scheduler_type == "constant":
        return 1.0
    if k < warmup:
        return k / max(1, warmup)
    progress = (k - warmup) / max(1, total - warmup)
    return (
        max(0.0, 1 - progress)
        if a.lr_scheduler_type == "linear"
        else max(0.0, 0.5 * (1 + math.cos(math.pi * progress)))
    )


SPARED = re.compile(r"bias|layernorm|rmsnorm|(?:^|\.)norm(?:$|\.)|_norm(?:$|\.)")


def adamw(p, state, t, lr, decay, a):
    m, v = state.setdefault(p, (torch.zeros_like(p), torch.zeros_like(p)))
    p.mul_(1 - lr * decay)
    m.add_((1 - a.adam_beta1) * (p.grad - m))
    v.mul_(a.adam_beta2).add_((1 - a.adam_beta2) * p.grad**2)
    p.sub_(lr / (1 - a.adam_beta1**t) * m / (v.sqrt() / math.sqrt(1 - a.adam_beta2**t) + a.adam_epsilon))


def mean_by_key(dicts):
    keys = dict.fromkeys(k for d in dicts for k in d if k != "tokens")
    return {k: sum(d[k] for d in dicts if k in d) / sum(k in d for d in dicts) for k in keys}


def evaluate(policy, reference, batches, a, pad):
    with torch.no_grad():
        found = [(*micro_step(policy, reference, b, a, pad), len(b)) for b in batches]
    rows = sum(n for _, _, n in found)
    return {f"eval_{k}": v for k, v in mean_by_key([m for _, m, _ in found]).items()} | {
        "eval_loss": sum(x.item() * n for x, _, n in found) / rows
    }


def train(a, models, data):
    tok = hf_tokenizer.load(os.path.join(models, a.model))
    pad = tok.pad_token_id if tok.pad_token_id is not None else tok.eos_token_id
    policy, reference = (trl_reference.load(os.path.join(models, n), a) for n in (a.model, a.reference or a.model))
    size, window = a.per_device_train_batch_size, a.gradient_accumulation_steps
    batches = micro_batches(tok, trl_reference.rows(os.path.join(data, a.data)), size, size, a.max_length)
    held = a.eval_data and micro_batches(
        tok, trl_reference.rows(os.path.join(data, a.eval_data)), size, a.per_device_eval_batch_size, a.max_length
    )
    windows = [batches[i : i + window] for i in range(0, len(batches), window)]
    total = a.max_steps if a.max_steps > 0 else math.ceil(a.num_train_epochs * len(windows))
    params, state, tokens, logged, pending, steps, evals = dict(policy.named_parameters()), {}, 0, 0, [], [], []
    for k in range(total):
        loss_sum = 0.0
        for b in windows[k % len(windows)]:
            loss, m = micro_step(policy, reference, b, a, pad)
            (loss / len(windows[k % len(windows)])).backward()
            loss_sum += loss.item() / len(windows[k % len(windows)])
            tokens += m["tokens"]
            pending.append(m)
        norm = math.sqrt(sum((p.grad**2).sum().item() for p in params.values()))
        scale, lr = (
            min(1.0, a.max_grad_norm / (norm + 1e-6)) if a.max_grad_norm > 0 else 1.0,
            a.learning_rate * factor(a, k, total),
        )
        with torch.no_grad():
            for name, p in params.items():
                p.grad.mul_(scale)
                adamw(p, state, k + 1, lr, 0.0 if SPARED.search(name.lower()) else a.weight_decay, a)
                p.grad = None
        logged += loss_sum
        if (k + 1) % a.logging_steps == 0:
            steps.append(
                {
                    "step": k + 1,
                    "loss": logged / a.logging_steps,
                    "grad_norm": norm,
                    "learning_rate": lr,
                    "num_tokens": tokens,
                }
                | mean_by_key(pending)
            )
            logged, pending = 0.0, []
        if a.eval_steps and (k + 1) % a.eval_steps == 0:
            evals.append({"step": k + 1} | evaluate(policy, reference, held, a, pad))
    return {
        "steps": steps,
        "evals": evals,
        "final": {n: [p.double().sum().item(), p.double().norm().item()] for n, p in params.items()},
    }


def check(golden, case):
    folder = os.path.join(golden, "kto")
    exact = os.path.exists(os.path.join(folder, case + ".f64.json"))
    with open(os.path.join(folder, case + (".f64.json" if exact else ".json"))) as f:
        expected = json.load(f)
    a = argparse.Namespace(
        **{
            **vars(trl_reference.parser().parse_args(["--model", "", "--data", ""])),
            **expected["args"],
            "float64": exact,
        }
    )
    ours = train(a, os.path.join(golden, "models"), folder)
    floor = compare_runs.floors({s["step"]: s for s in expected["steps"]}, a.beta)
    worst, count = (0.0, ""), 0
    if len(ours["steps"]) != len(expected["steps"]):
        raise AssertionError(f"{case}: {len(ours['steps'])} steps, expected {len(expected['steps'])}")
    for e, o in [
        *zip(expected["steps"], ours["steps"], strict=True),
        *zip(expected.get("evals", []), ours["evals"], strict=True),
    ]:
        for key in e.keys() - {"epoch", "eval_num_tokens"}:
            count += 1
            if key not in o:
                raise AssertionError(f"{case}: step {e['step']} lacks {key}")
            small = 1.0 if exact else floor(key.removeprefix("eval_"))  # in float64 zero is zero: 1e-9 absolute there
            worst = max(worst, (abs(o[key] - e[key]) / max(abs(e[key]), small), f"{key} at step {e['step']}"))
        if extra := o.keys() - e.keys():
            raise AssertionError(f"{case}: step {e['step']} has {extra} too many")
    for name, (total, norm) in expected["final"].items():
        worst = max(
            worst,
            (abs(ours["final"][name][1] - norm) / norm, name),
            (abs(ours["final"][name][0] - total) / max(norm, abs(total)), name),
        )
    good = worst[0] <= (1e-9 if exact else 5e-5)
    verdict, dtype = "ok  " if good else "FAIL", "float64" if exact else "float32"
    print(f"{verdict} {case:20} {dtype} {count:5} values, largest error {worst[0]:.1e} ({worst[1]})", flush=True)
    return good


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--golden", required=True)
    p.add_argument("--case", nargs="*")
    a = p.parse_args()
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    names = sorted(
        f[:-5]
        for f in os.listdir(os.path.join(a.golden, "kto"))
        if f.endswith(".json") and not f.endswith((".f64.json", ".batches.json")) and f != "scores.json"
    )
    return 0 if all([check(a.golden, c) for c in a.case or names]) else 1


if __name__ == "__main__":
    sys.exit(main())
