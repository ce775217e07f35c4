"""Runs the reference trainer on real data: three files of 64 rows, 20 steps each on a small pretrained model.

  python shared_kto.py --model shared/models/stories260K --data-dir shared/data --out DIR

Rules that make the rows:
- kto-en: from kto_en_demo.json, the first 32 conversations labelled true and the first 32 labelled false, interleaved
  (true first); prompt = contents of all messages but the last, each followed by a newline; completion = content of
  the last; label as it is.
- polite: from polite-pairs.json, the first 32 pairs, each as two rows (chosen = true, then rejected = false); prompt
  = instruction, newline, and, when there is one, input and newline; completion = chosen or rejected.
- mixed: rows 0, 1 of kto-en, rows 0, 1 of polite, rows 2, 3 of kto-en, and so on, to 64 rows.

Writes NAME.jsonl, NAME.ref.json (float32), NAME.ref64.json (float64) and NAME.batches.json for each, and
trained/NAME, the saved model. Compare with:  python compare_runs.py DIR/NAME.ref.json RUN/metrics.jsonl
"""

import argparse
import json
import os
import sys

import trl_reference


def all_kto_en(path):
    with open(path, encoding="utf-8") as f:
        found = json.load(f)
    rows = []
    for r in found:
        turns = [m["content"] for m in r["messages"]]
        rows.append({"prompt": "".join(t + "\n" for t in turns[:-1]), "completion": turns[-1], "label": r["label"]})
    return rows


def kto_en(path):
    rows = all_kto_en(path)
    good, bad = ([r for r in rows if r["label"] is want][:32] for want in (True, False))
    return [r for pair in zip(good, bad, strict=True) for r in pair]


def polite(path):
    with open(path, encoding="utf-8") as f:
        found = json.load(f)[:32]
    rows = []
    for r in found:
        prompt = r["instruction"] + "\n" + (r["input"] + "\n" if r["input"] else "")
        rows += [{"prompt": prompt, "completion": r[k], "label": k == "chosen"} for k in ("chosen", "rejected")]
    return rows


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", required=True)
    p.add_argument("--data-dir", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--steps", type=int, default=20)
    p.add_argument("--batch", type=int, default=8)
    p.add_argument("--only", help="one of kto-en, polite, mixed")
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    one, two = (
        kto_en(os.path.join(a.data_dir, "kto_en_demo.json")),
        polite(os.path.join(a.data_dir, "polite-pairs.json")),
    )
    mixed = [r for i in range(0, 32, 2) for r in one[i : i + 2] + two[i : i + 2]]
    for name, rows in {"kto-en": one, "polite": two, "mixed": mixed}.items():
        if a.only and a.only != name:
            continue
        path = os.path.join(a.out, name)
        with open(path + ".jsonl", "w", encoding="utf-8") as f:
            f.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
        for suffix, more in (("ref64", ["--float64"]), ("ref", ["--save", os.path.join(a.out, "trained", name)])):
            args = [
                "--model",
                a.model,
                "--data",
                path + ".jsonl",
                "--max-steps",
                str(a.steps),
                "--learning-rate",
                "1e-4",
            ]
            args += [
                "--per-device-train-batch-size",
                str(a.batch),
                "--max-length",
                "256",
                "--lr-scheduler-type",
                "constant",
            ]
            result, batches = trl_reference.run(trl_reference.parser().parse_args(args + more))
            with open(f"{path}.{suffix}.json", "w") as f:
                f.write(json.dumps(result) + "\n")
        with open(path + ".batches.json", "w") as f:
            json.dump(trl_reference.first_epoch(batches), f, separators=(",", ":"))
        print(
            name,
            len(rows),
            "rows,",
            len(trl_reference.first_epoch(batches)),
            "batches per epoch,",
            result["tokens"],
            "tokens",
        )


if __name__ == "__main__":
    sys.exit(main())
