"""Loads an adapter that Gatun saved in PEFT and checks it; exits 1 when something is wrong.

  python check_saved_adapter.py RUN --base MODEL [--merged MERGED] [--data rows.jsonl --scores scores.jsonl]

- the configuration is one that PEFT takes, and every tensor of the file has its place in the model;
- --merged: what `gatun merge` made of it: logits equal those of base and adapter;
- --data and --scores: each row's log-probability equals `logps` of `gatun score --model RUN`.
"""

import argparse
import os
import sys

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import peft
import torch
import transformers
from safetensors import safe_open

import hf_tokenizer
from check_saved_model import Report, check_scores


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder")
    p.add_argument("--base", required=True)
    p.add_argument("--merged")
    p.add_argument("--data")
    p.add_argument("--scores")
    p.add_argument("--max-length", type=int, default=1024)
    p.add_argument("--tolerance", type=float, default=1e-5, help="relative, of scores and logits")
    a = p.parse_args()
    if bool(a.data) != bool(a.scores):
        p.error("--data and --scores go together")
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    report = Report()

    config = peft.LoraConfig.from_pretrained(a.folder)
    named = os.path.realpath(config.base_model_name_or_path)
    report(named == os.path.realpath(a.base), f"adapter_config.json names its base, {named}")
    base = transformers.AutoModelForCausalLM.from_pretrained(a.base, dtype=torch.float32).eval()
    model = peft.PeftModel.from_pretrained(base, a.folder).eval()
    ours = {n.replace(".default", ""): t for n, t in model.named_parameters() if "lora_" in n}
    with safe_open(os.path.join(a.folder, "adapter_model.safetensors"), "pt") as f:
        stored = {n: f.get_tensor(n) for n in f.keys()}
    report(stored.keys() == ours.keys(), f"{len(stored)} tensors, PEFT's names {sorted(stored.keys() ^ ours.keys())[:4]}")
    differ = [n for n in stored.keys() & ours.keys() if not torch.equal(stored[n].float(), ours[n].data)]
    report(not differ, f"PEFT has taken each of them {differ[:4]}")
    moved = max(t.abs().max().item() for n, t in stored.items() if "lora_B" in n)
    report(moved > 0, f"the adapter has been trained: largest element of B {moved:.1e}")

    ids = torch.arange(3, 40)[None] % base.config.vocab_size
    with torch.no_grad():
        logits = model(ids).logits
        if a.merged:
            merged = transformers.AutoModelForCausalLM.from_pretrained(a.merged, dtype=torch.float32).eval()
            error = (merged(ids).logits - logits).abs().max().item() / logits.abs().max().item()
            report(error <= a.tolerance, f"the merged model's logits equal base and adapter's, error {error:.1e}")
    if a.scores:
        check_scores(report, model, hf_tokenizer.load(a.folder), a)
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
