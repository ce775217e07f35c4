"""Greedy continuations by transformers, to compare `gatun generate` with.

  python shared_generate.py --model shared/models/stories260K --out DIR [--new-tokens 100] [--prompts FILE]

Writes DIR/prompts.txt (one per line) and DIR/greedy.jsonl: prompt, prompt_ids, new_ids, text (of the new ids alone),
completed (text of all ids) and smallest_gap, the smallest distance between the two best logits on the way. A path
with a gap below 1e-4 may differ in another float32 program without a mistake; the script says so.
"""

import argparse
import json
import os
import sys

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
import transformers

import hf_tokenizer

PROMPTS = [
    "Once upon a time",
    "One day, a little girl named Lily",
    "Tom and his dog went to the park.",
    "The sun was",
    "Mom said,",
    "There was a big red ball in the",
    "Ben was sad because",
    '"Can I play with you?" asked',
    "In the garden there lived a small",
    "They were best friends and",
]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--new-tokens", type=int, default=100)
    p.add_argument("--prompts")
    a = p.parse_args()
    prompts = open(a.prompts, encoding="utf-8").read().splitlines() if a.prompts else PROMPTS
    os.makedirs(a.out, exist_ok=True)
    tok = hf_tokenizer.load(a.model)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        a.model, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    with open(os.path.join(a.out, "prompts.txt"), "w", encoding="utf-8") as f:
        f.writelines(x + "\n" for x in prompts)
    with open(os.path.join(a.out, "greedy.jsonl"), "w", encoding="utf-8") as f:
        for prompt in prompts:
            ids = tok(prompt, return_tensors="pt").input_ids
            with torch.no_grad():
                made = model.generate(
                    ids,
                    attention_mask=torch.ones_like(ids),
                    max_new_tokens=a.new_tokens,
                    do_sample=False,
                    pad_token_id=tok.eos_token_id,
                )[0]
                best = model(made[None]).logits[0, ids.shape[1] - 1 : -1].topk(2).values
            gap = (best[:, 0] - best[:, 1]).min().item()
            new = made[ids.shape[1] :].tolist()
            row = {
                "prompt": prompt,
                "prompt_ids": ids[0].tolist(),
                "new_ids": new,
                "text": tok.decode(new, skip_special_tokens=True),
            }
            row |= {"completed": tok.decode(made, skip_special_tokens=True), "smallest_gap": gap}
            f.write(json.dumps(row, ensure_ascii=False) + "\n")
            print(f"{len(new):4} tokens, gap {gap:.4f}{' (TOO SMALL to be a test)' if gap < 1e-4 else ''}: {prompt}")


if __name__ == "__main__":
    sys.exit(main())
