"""Compares two runs step by step and exits 1 when a metric differs by more than the tolerance.

  python compare_runs.py REF.json METRICS.jsonl [--tolerance 1e-4] [--steps N]

REF.json is what trl_reference.py wrote; METRICS.jsonl has one JSON object per logged step (another REF.json works
too). Relative error at a step: |a - b| / max(|b|, floor), with b the reference's value. The floor matters only for
values that are near 0 because they are differences of large sums (docs/kto-parity.md, section 8):

  kl                    1e-2 * the run's largest |logps/*|  (at tolerance 1e-4: 1e-6 of the sums, a few roundings)
  rewards/*             beta times that
  logits/*              0.1 * the run's largest |logits/*|  (signed values averaged over the vocabulary)
  all the others        1e-12

Both numbers are shown, with the floor and without it; the verdict uses the one with it. --no-floor judges without. A
key of the reference that is absent from the other run at the same step is an error, and the other way round for the
keys below.
"""

import argparse
import json
import math
import sys

KEYS = [
    "loss",
    "grad_norm",
    "learning_rate",
    "kl",
    "num_tokens",
    "rewards/chosen",
    "rewards/rejected",
    "rewards/margins",
]
KEYS += ["logps/chosen", "logps/rejected", "logits/chosen", "logits/rejected"]
OPTIONAL = ["entropy"]  # compared where both have it


def read(path):
    """Returns ({step: metrics}, beta or None)."""
    with open(path, encoding="utf-8") as f:
        text = f.read().strip()
    try:
        one = json.loads(text)
    except ValueError:
        one = {}  # several lines, each of them JSON
    if "steps" in one:
        return {r["step"]: r for r in one["steps"]}, one["args"].get("beta", 0.1)
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    return {r["step"]: r for r in rows if "loss" in r}, None


def floors(ref, beta):
    def largest(prefix):
        return max((abs(v) for r in ref.values() for k, v in r.items() if k.startswith(prefix)), default=0.0)

    kl, logits = 1e-2 * largest("logps/"), 0.1 * largest("logits/")
    return lambda key: (
        kl
        if key == "kl"
        else beta * kl
        if key.startswith("rewards/")
        else logits
        if key.startswith("logits/")
        else 1e-12
    )


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("reference")
    p.add_argument("run")
    p.add_argument("--tolerance", type=float, default=1e-4)
    p.add_argument("--steps", type=int, default=0, help="compare the first N steps only")
    p.add_argument("--no-floor", action="store_true")
    p.add_argument("--only", nargs="*", help="compare these keys only")
    a = p.parse_args()
    ref, beta = read(a.reference)
    run, _ = read(a.run)
    floor = floors(ref, beta or 0.1)
    problems, worst = [], {}
    for step in sorted(ref)[: a.steps or None]:
        if step not in run:
            problems.append(f"step {step} is not in {a.run}")
            continue
        for key in a.only or KEYS + OPTIONAL:
            b, v = ref[step].get(key), run[step].get(key)
            if b is None and v is None or key in OPTIONAL and (b is None or v is None):
                continue
            if b is None or v is None:
                problems.append(f"step {step}: {key} is only in {a.reference if v is None else a.run}")
                continue
            absolute = abs(v - b) if math.isfinite(v) and math.isfinite(b) else math.inf  # a NaN must not pass
            plain, floored = absolute / max(abs(b), 1e-12), absolute / max(abs(b), floor(key))
            w = worst.setdefault(key, [0, 0.0, 0.0, 0, 0.0, 0])
            w[0] += 1
            w[1] = max(w[1], absolute)
            if plain > w[2]:
                w[2:4] = plain, step
            if floored > w[4]:
                w[4:6] = floored, step
            if not (plain if a.no_floor else floored) <= a.tolerance:
                problems.append(
                    f"step {step}: {key} is {v!r}, reference {b!r}, "
                    f"relative error {(plain if a.no_floor else floored):.2e}"
                )
    if not worst:
        problems.append("nothing to compare")
    print(
        f"{'metric':18} {'steps':>5} {'largest abs':>12} {'rel':>10} {'at':>4} "
        f"{'rel, floored':>13} {'at':>4} {'floor':>9}"
    )
    for key, (n, absolute, plain, at, floored, at2) in worst.items():
        print(f"{key:18} {n:5} {absolute:12.3e} {plain:10.2e} {at:4} {floored:13.2e} {at2:4} {floor(key):9.1e}")
    for problem in problems[:20]:
        print(problem, file=sys.stderr)
    if len(problems) > 20:
        print(f"... and {len(problems) - 20} more", file=sys.stderr)
    print(
        f"{'DIFFERENT' if problems else 'EQUAL'} at tolerance {a.tolerance:g}{' without floors' if a.no_floor else ''}"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
