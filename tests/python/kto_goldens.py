"""Feedback for the tiny models, and what the reference trainer does with it at each step.

feedback.jsonl, conversations.jsonl, held-out.jsonl: the rows. CASE.json: a run (see trl_reference.py), its `args` say
which. CASE.f64.json: the same run in float64. CASE.batches.json: the token ids of the micro-batches of its first
epoch. scores.json: log-probabilities row by row.
"""

import json
import os
import random

import torch
import transformers

import hf_tokenizer
import trl_reference
from double_precision import to_double

MAX_LENGTH = 20

# case -> (model, rows, arguments, also in float64)
CONSTANT = "--learning-rate 2e-3 --max-steps 14"
CASES = {
    # 45 rows are left: five batches of 8 and a tail of 5; the second epoch begins at step 7.
    "llama": ("llama", "feedback", CONSTANT, True),
    "llama-tied": ("llama-tied", "feedback", CONSTANT, False),
    "mistral": ("mistral", "feedback", CONSTANT, True),
    "mistral-sliding": ("mistral-sliding", "feedback", CONSTANT, False),
    "qwen2": ("qwen2", "feedback", CONSTANT, True),
    "qwen3": ("qwen3", "feedback", CONSTANT, True),
    # A tail batch of one row, which is paired with itself.
    "tail-of-one": ("llama", "feedback", "--learning-rate 2e-3 --max-steps 8 --per-device-train-batch-size 11", False),
    # 15 micro-batches: windows of 4, 4, 4 and 3.
    "accumulate": (
        "llama",
        "feedback",
        "--learning-rate 3e-3 --max-steps 10 --per-device-train-batch-size 3 --gradient-accumulation-steps 4 "
        "--lr-scheduler-type linear --warmup-steps 3 --desirable-weight 1.5 --undesirable-weight 0.8",
        True,
    ),
    # A tail micro-batch (1 row of 4) inside a tail window (2 micro-batches of 5).
    "ragged": (
        "qwen3",
        "feedback",
        "--learning-rate 2e-3 --max-steps 7 --per-device-train-batch-size 4 --gradient-accumulation-steps 5",
        False,
    ),
    # Clipping that bites, weight decay (norms and biases are spared), other Adam settings, warm-up as a share.
    "cosine": (
        "llama-bias",
        "feedback",
        "--learning-rate 5e-3 --max-steps 12 --lr-scheduler-type cosine --warmup-steps 0.2 --weight-decay 0.1 "
        "--max-grad-norm 0.05 --adam-beta1 0.85 --adam-beta2 0.95 --adam-epsilon 1e-6 --beta 0.3",
        True,
    ),
    # Steps counted by epochs, metrics averaged over two steps, evaluation in between with its own batch size.
    "intervals": (
        "llama",
        "feedback",
        "--learning-rate 2e-3 --num-train-epochs 2 --lr-scheduler-type linear --logging-steps 2 "
        "--eval-steps 6 --per-device-eval-batch-size 4",
        False,
    ),
    # Starts from the adapter in golden/lora of the same name.
    "lora": ("llama", "feedback", "--learning-rate 5e-2 --max-steps 14 --adapter llama", True),
    "unclipped": ("qwen2", "feedback", "--learning-rate 2e-3 --max-steps 4 --max-grad-norm 0", False),
    "apo-zero-unpaired": ("llama", "feedback", "--learning-rate 2e-3 --max-steps 8 --loss apo_zero_unpaired", False),
    "other-reference": ("llama", "feedback", "--learning-rate 2e-3 --max-steps 6 --reference llama-tied", False),
    "conversations": (
        "qwen2",
        "conversations",
        "--learning-rate 2e-3 --max-steps 4 --per-device-train-batch-size 4",
        False,
    ),
}
WITH_BATCHES = ["llama", "qwen2", "accumulate", "conversations", "tail-of-one"]


def words(n):
    return " ".join(f"w{random.randrange(4, 64)}" for _ in range(n))


def feedback():
    random.seed(20)
    rows = [
        {
            "prompt": words(random.randrange(2, 10)),
            "completion": " " + words(random.randrange(1, 12)),
            "label": random.random() < 0.55,
        }
        for _ in range(46)
    ]
    rows[3]["completion"] = " w8 w9 </s>"  # has its EOS already
    rows[7]["prompt"] = words(MAX_LENGTH + 5)  # fills max_length alone: dropped
    rows[9]["prompt"] = words(MAX_LENGTH - 2)  # leaves room for one or two completion tokens
    rows[12]["completion"] = " " + words(
        MAX_LENGTH + 9
    )  # cut, so without EOS; its KL partner sees a cut at another place
    rows[21]["completion"] = " w5 unheard w6"  # an unknown word
    for r in rows[17:25]:  # after the drop: the third batch of 8 has one class only
        r["label"] = True
    return rows


def conversations():
    random.seed(21)
    rows = []
    for i in range(10):
        prompt = [{"role": "user", "content": words(3)}]
        if i % 3 == 0:
            prompt = [{"role": "system", "content": words(2)}, *prompt]
        if i % 4 == 1:
            prompt += [{"role": "assistant", "content": words(2)}, {"role": "user", "content": words(2)}]
        rows.append({"prompt": prompt, "completion": [{"role": "assistant", "content": words(4)}], "label": i % 2 == 0})
    return rows


def write_lines(path, rows):
    with open(path, "w") as f:
        f.writelines(json.dumps(r) + "\n" for r in rows)


def score(folder, tok, rows, dtype):
    """Sum of the completion's log-probabilities, per row, one row at a time."""
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="sdpa"
    ).eval()
    model = to_double(model) if dtype == torch.float64 else model
    found = []
    for r in rows:
        prompt = tok(r["prompt"]).input_ids
        text = r["completion"] if r["completion"].endswith(tok.eos_token) else r["completion"] + tok.eos_token
        ids = (prompt + tok(r["prompt"] + text).input_ids[len(prompt) :])[:MAX_LENGTH]
        if len(prompt) >= MAX_LENGTH:
            found.append(None)
            continue
        with torch.no_grad():
            lp = (
                model(torch.tensor([ids]))
                .logits[0, :-1]
                .log_softmax(-1)
                .gather(-1, torch.tensor(ids[1:])[:, None])[:, 0]
            )
        found.append((len(prompt), len(ids) - len(prompt), lp[len(prompt) - 1 :].sum().item()))
    return found


def scores(models_dir, rows):
    tok = hf_tokenizer.load(os.path.join(models_dir, "llama"))
    policy, reference = (score(os.path.join(models_dir, n), tok, rows, torch.float64) for n in ("llama", "llama-tied"))
    out = []
    for i, (p, r) in enumerate(zip(policy, reference, strict=True)):
        if p is None:
            out.append({"row": i, "dropped": True})
        else:
            values = {"logps": p[2], "ref_logps": r[2], "reward": 0.1 * (p[2] - r[2])}
            out.append({"row": i, "prompt_tokens": p[0], "completion_tokens": p[1], **values})
    return {"model": "llama", "reference": "llama-tied", "beta": 0.1, "max_length": MAX_LENGTH, "rows": out}


def slim(result):
    """Without what differs from run to run; parameters' sums only at the end of the run."""
    return {k: v for k, v in result.items() if k not in ("wall_s", "tokens", "peak_rss_mb") and (k != "evals" or v)}


def dump(path, result):
    """One line per step, so that a difference shows in a diff."""
    steps = ",\n".join(json.dumps(s) for s in result.pop("steps"))
    evals = ",\n".join(json.dumps(s) for s in result.pop("evals", []))
    head = json.dumps({k: v for k, v in result.items() if k != "final"})[:-1]
    with open(path, "w") as f:
        f.write(
            f'{head},\n"steps": [\n{steps}\n],\n'
            + (f'"evals": [\n{evals}\n],\n' if evals else "")
            + f'"final": {json.dumps(result["final"])}}}\n'
        )


def make(out, models_dir, only=None):
    os.makedirs(out, exist_ok=True)
    rows = feedback()
    write_lines(os.path.join(out, "feedback.jsonl"), rows)
    write_lines(os.path.join(out, "conversations.jsonl"), conversations())
    random.seed(22)
    held_out = [{"prompt": words(4), "completion": " " + words(5), "label": i % 3 > 0} for i in range(11)]
    write_lines(os.path.join(out, "held-out.jsonl"), held_out)
    with open(os.path.join(out, "scores.json"), "w") as f:
        s = scores(models_dir, rows)
        lines = ",\n".join(json.dumps(r) for r in s.pop("rows"))
        f.write(json.dumps(s)[:-1] + f',\n"rows": [\n{lines}\n]}}\n')
    for case, (model, data, args, exact) in CASES.items():
        if only and case not in only:
            continue
        argv = args.split()
        if "--reference" in argv:
            argv[argv.index("--reference") + 1] = os.path.join(models_dir, argv[argv.index("--reference") + 1])
        if "--adapter" in argv:
            at = argv.index("--adapter") + 1
            argv[at] = os.path.join(os.path.dirname(models_dir), "lora", argv[at])
        argv += ["--model", os.path.join(models_dir, model), "--data", os.path.join(out, data + ".jsonl")]
        argv += ["--max-length", str(MAX_LENGTH if data == "feedback" else 64), "--threads", "1"]
        if "--eval-steps" in argv:
            argv += ["--eval-data", os.path.join(out, "held-out.jsonl")]
        for suffix, more in (("", []), (".f64", ["--float64"])) if exact else (("", []),):
            result, batches = trl_reference.run(trl_reference.parser().parse_args(argv + more))
            dump(os.path.join(out, f"{case}{suffix}.json"), slim(result))
        if case in WITH_BATCHES:
            with open(os.path.join(out, case + ".batches.json"), "w") as f:
                lines = ",\n".join(json.dumps(b, separators=(",", ":")) for b in trl_reference.first_epoch(batches))
                f.write(f"[\n{lines}\n]\n")
        print(case, len(result.get("steps", [])) or "", "done", flush=True)
