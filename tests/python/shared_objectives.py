"""Runs the reference trainers on real data and a small pretrained model: each objective, 30 steps of 4 prompts.

  python shared_objectives.py --model stories260K --data-dir shared/data --out DIR [--float64] [--only LOSS ...]

pairs.jsonl: of dpo_en_demo.json the first 32 rows that --max-length 512 does not cut; prompt = contents of the
conversation, each followed by a newline. thumbs.jsonl: of kto_en_demo.json the first such rows of either label, 16 at
most, interleaved. responses.jsonl: the pairs without their prompts, for ORPO: the reference's likelihood is that of
prompt and response, which are then the same. Writes LOSS.ref.json for each, and prints how to run Gatun on the same
rows; compare with

  python compare_runs.py DIR/LOSS.ref.json DIR/LOSS/metrics.jsonl
"""

import argparse
import json
import os

import hf_tokenizer
import shared_kto
import trl_reference

LENGTH = 512
LOSSES = {
    "kto": ("thumbs", "--desirable-weight 1.5"),
    "apo_zero_unpaired": ("thumbs", ""),
    "bco": ("thumbs", ""),
    "dpo": ("pairs", ""),
    "robust": ("pairs", "--label-smoothing 0.1"),
    "ipo": ("pairs", ""),
    "hinge": ("pairs", ""),
    "apo_zero": ("pairs", ""),
    "apo_down": ("pairs", ""),
    "nca_pair": ("pairs", ""),
    "dpo:1,sft:0.1": ("pairs", ""),
    "cpo": ("pairs", ""),
    "simpo": ("pairs", "--beta 2 --gamma 1"),
    "orpo": ("responses", ""),
}


def pairs(path):
    with open(path, encoding="utf-8") as f:
        found = json.load(f)
    return [
        {
            "prompt": "".join(m["value"] + "\n" for m in r["conversations"]),
            "chosen": r["chosen"]["value"],
            "rejected": r["rejected"]["value"],
        }
        for r in found
    ]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", required=True)
    p.add_argument("--data-dir", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--float64", action="store_true")
    p.add_argument("--only", nargs="*")
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    tok = hf_tokenizer.load(a.model)

    def whole(row):
        ends = [row[k] for k in ("completion", "chosen", "rejected") if k in row]
        return all(len(tok(row["prompt"] + end).input_ids) < LENGTH for end in ends)

    thumbs = [r for r in shared_kto.all_kto_en(os.path.join(a.data_dir, "kto_en_demo.json")) if whole(r)]
    good, bad = ([r for r in thumbs if r["label"] is want][:16] for want in (True, False))
    rows = {
        "thumbs": [r for pair in zip(good, bad, strict=False) for r in pair],
        "pairs": [r for r in pairs(os.path.join(a.data_dir, "dpo_en_demo.json")) if whole(r)][:32],
    }
    rows["responses"] = [{**r, "prompt": ""} for r in rows["pairs"]]
    for name, found in rows.items():
        with open(os.path.join(a.out, name + ".jsonl"), "w", encoding="utf-8") as f:
            f.writelines(json.dumps(r) + "\n" for r in found)
    shared = f"--learning-rate 1e-4 --max-steps 30 --per-device-train-batch-size 4 --max-length {LENGTH}"
    for loss, (data, args) in LOSSES.items():
        if a.only and loss not in a.only:
            continue
        file = os.path.join(a.out, data + ".jsonl")
        argv = ["--loss", loss, "--model", a.model, "--data", file, "--threads", "1", *args.split(), *shared.split()]
        argv += ["--float64"] if a.float64 else []
        result, _ = trl_reference.run(trl_reference.parser().parse_args(argv))
        with open(os.path.join(a.out, loss + ".ref.json"), "w") as f:
            json.dump(result, f)
        more = " --dtype float64" if a.float64 else ""
        more += " --bco-shift pooled" if loss == "bco" else ""
        print(
            f"./gatun train --loss {loss} --model {a.model} --data {file} --output-dir {os.path.join(a.out, loss)} {shared} {args}"
            f" --data-order sequential --lr-scheduler-type constant --device cpu{more}",
            flush=True,
        )


if __name__ == "__main__":
    main()
