#!/usr/bin/env python3
"""Writes stories260k.json: ids of TEXTS with the tokenizer of the model folder named first.

    python make_stories260k.py ../shared/models/stories260K     (made with transformers 5.18)
"""
import json
import random
import sys
from pathlib import Path

from transformers import AutoTokenizer

TEXTS = [
    "",
    " ",
    "\n\n",
    "Once upon a time, there was a little girl named Lily.",
    "  two spaces, then tabs\t\tand\nnewlines\n\n\n",
    "naïve café, 你好, 🙂👩‍👩‍👧, \x00\x7f",
    "<s>inside</s> <unk> <0x41>",
    "ALL CAPS 12345 {}[]!@#$%^&*()",
]


def main():
    tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
    rng = random.Random(7)
    alphabet = "abcdefghij ABC .,'\"\n\té漢🙂\u200d<s></s>▁"
    texts = TEXTS + ["".join(rng.choices(alphabet, k=rng.randrange(60))) for _ in range(100)]
    rows = []
    for text in texts:
        ids = tokenizer(text).input_ids
        rows.append(
            {
                "text": text,
                "ids": ids,
                "keep": tokenizer.decode(ids),
                "skip": tokenizer.decode(ids, skip_special_tokens=True),
            }
        )
    with Path(__file__).with_name("stories260k.json").open("w", encoding="utf-8", newline="\n") as out:
        json.dump({"size": len(tokenizer), "rows": rows}, out, ensure_ascii=False)
        out.write("\n")
    print(f"stories260k.json: {len(rows)} texts")


main()
