"""Loads the tokenizer that tokenizer.json describes."""

import json
import os

import transformers


def load(folder):
    """AutoTokenizer, except where it does not read tokenizer.json as it is.

    For some architectures (qwen2 among them) transformers 5 insists on the family's own byte-level BPE class and keeps
    of any other kind of tokenizer.json only the special tokens: every word is lost without a warning.
    """
    with open(os.path.join(folder, "tokenizer.json"), encoding="utf-8") as f:
        kind = json.load(f)["model"]["type"]
    if kind == "BPE":
        return transformers.AutoTokenizer.from_pretrained(folder)
    return transformers.PreTrainedTokenizerFast.from_pretrained(folder)
