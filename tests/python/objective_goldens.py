"""Feedback for every shape of responses, and what the reference trainers do with it at each step.

thumbs.jsonl, pairs.jsonl, sets.jsonl: the rows; none is cut by the length limit. CASE.json: a run in float64 (see
trl_reference.py), its `args` say which. sets.json: NCA and InfoNCA of random sets, by the twenty lines below. udm.json:
scikit-learn's class-balanced logistic regression, solved to 1e-12.

  python objective_goldens.py --models tests/resources/golden/models --out tests/resources/golden/objectives
"""

import argparse
import json
import os
import random

import numpy as np

STEPS = "--learning-rate 2e-3 --max-steps 30 --per-device-train-batch-size 4 --max-length 40"
# case -> (rows, arguments)
CASES = {
    "kto": ("thumbs", "--loss kto --desirable-weight 1.5 --undesirable-weight 0.8"),
    "apo_zero_unpaired": ("thumbs", "--loss apo_zero_unpaired --desirable-weight 0.7"),
    "bco": ("thumbs", "--loss bco"),
    "dpo": ("pairs", "--loss dpo"),
    "robust": ("pairs", "--loss robust --label-smoothing 0.1"),
    "ipo": ("pairs", "--loss ipo"),
    "hinge": ("pairs", "--loss hinge --beta 0.5"),
    "apo_zero": ("pairs", "--loss apo_zero"),
    "apo_down": ("pairs", "--loss apo_down"),
    "nca_pair": ("pairs", "--loss nca_pair"),
    "mix": ("pairs", "--loss dpo:1,sft:0.1 --beta 0.2"),
    "cpo": ("pairs", "--loss cpo"),
    "simpo": ("pairs", "--loss simpo --beta 2 --gamma 1"),
    # TR-DPO: the reference follows the model.
    "dpo-sync": ("pairs", "--loss dpo --sync-ref-model --ref-model-sync-steps 4"),
    "kto-sync": ("thumbs", "--loss kto --sync-ref-model --ref-model-mixup-alpha 0.25 --ref-model-sync-steps 7"),
    # Where Gatun differs on purpose; the test shows both values.
    "dpo-smoothed": ("pairs", "--loss dpo --label-smoothing 0.2"),
    "orpo": ("pairs", "--loss orpo"),
}


def words(low, high):
    return " ".join(f"w{random.randrange(4, 64)}" for _ in range(random.randrange(low, high)))


def rows():
    random.seed(31)
    thumbs = [
        {"prompt": words(2, 9), "completion": " " + words(1, 12), "label": i % 4 != 1} for i in range(26)
    ]
    pairs = [{"prompt": words(2, 9), "chosen": " " + words(1, 12), "rejected": " " + words(1, 12)} for _ in range(18)]
    sets = []
    for i in range(12):
        k = 2 + i % 4
        completions = [" " + words(1, 9) for _ in range(k)]
        sets.append(
            {"prompt": words(2, 9), "completions": completions, "scores": [random.randrange(0, 6) / 4 for _ in range(k)]}
        )
    return {"thumbs": thumbs, "pairs": pairs, "sets": sets}


def log_sigmoid(x):
    return -np.logaddexp(0, -x)


def set_losses(u, scores, beta, alpha):
    """NCA and InfoNCA of one set of K responses (Chen et al. 2024), with gradients by u, in float64."""
    r, k = beta * u, len(u)
    q = np.exp(scores / alpha - np.logaddexp.reduce(scores / alpha))
    p = np.exp(r - np.logaddexp.reduce(r))
    sigmoid = np.exp(log_sigmoid(r))
    return {
        "nca": -np.sum(q * log_sigmoid(r) + log_sigmoid(-r) / k),
        "nca_grad": list(beta * (-q * (1 - sigmoid) + sigmoid / k)),
        "infonca": -np.sum(q * (r - np.logaddexp.reduce(r))),
        "infonca_grad": list(beta * (p - q)),
    }


def sets():
    rng = np.random.default_rng(7)
    found = []
    for k in (2, 3, 4, 7, 12):
        for beta, alpha in ((0.1, 1e-3), (0.01, 1e-4), (0.7, 0.5)):
            u, scores = rng.normal(0, 12, k), rng.integers(0, 9, k) / 4.0
            case = {"beta": beta, "alpha": alpha, "u": list(u), "scores": list(scores)}
            found.append({**case, **set_losses(u, scores, beta, alpha)})
    return found


def classifiers():
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(8)
    found = []
    for rows, features, share in ((40, 3, 0.5), (60, 8, 0.15), (20, 30, 0.4)):
        x = rng.normal(0, 1, (rows, features)) * rng.uniform(0.1, 3, features)
        y = rng.random(rows) < share
        x[y, 0] += 1.5
        fit = LogisticRegression(class_weight="balanced", tol=1e-12, max_iter=100000)
        case = {"features": features, "x": list(x.ravel().round(6)), "positive": [int(v) for v in y]}
        fit = fit.fit(x.round(6), y)
        found.append({**case, "weights": list(fit.coef_[0]), "intercept": fit.intercept_[0]})
    return found


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--models", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--only", nargs="*", help="these cases alone")
    a = p.parse_args()
    make(a.models, a.out, a.only)


def make(models, out, only=None):
    import trl_reference

    os.makedirs(out, exist_ok=True)
    for name, found in rows().items():
        with open(os.path.join(out, name + ".jsonl"), "w") as f:
            f.writelines(json.dumps(r) + "\n" for r in found)
    with open(os.path.join(out, "sets.json"), "w") as f:
        json.dump(sets(), f, indent=0)
    with open(os.path.join(out, "udm.json"), "w") as f:
        json.dump(classifiers(), f)
    for case, (data, args) in CASES.items():
        if only and case not in only:
            continue
        argv = (args + " " + STEPS).split()
        argv += ["--model", os.path.join(models, "llama"), "--data", os.path.join(out, data + ".jsonl")]
        result, _ = trl_reference.run(trl_reference.parser().parse_args([*argv, "--threads", "1", "--float64"]))
        kept = ("loss", "grad_norm", "kl", "delta", "logps/chosen", "logps/rejected", "rewards/chosen", "rewards/rejected")
        steps = [{k: s[k] for k in kept if k in s} for s in result["steps"]]
        with open(os.path.join(out, case + ".json"), "w") as f:
            lines = ",\n".join(json.dumps(s) for s in steps)
            f.write(f'{{"args": {json.dumps(result["args"])},\n"steps": [\n{lines}\n]}}\n')
        print(case, len(steps), flush=True)


if __name__ == "__main__":
    main()
