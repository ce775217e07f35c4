"""A random causal language model with a tokenizer of whole words, and thumbs for it: for speed runs where only shapes count.

  python make_model.py OUT --hidden 288 --layers 6 --heads 6 --kv-heads 6 --inter 768 --vocab 32000 --rows 256
"""

import argparse
import json
import pathlib
import random

import tokenizers
import torch
import transformers

SPECIAL = {"pad_token": "<pad>", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    for name in ("hidden", "layers", "heads", "kv-heads", "inter", "vocab"):
        parser.add_argument("--" + name, type=int, required=True)
    parser.add_argument("--rows", type=int, default=256)
    parser.add_argument("--max-words", type=int, default=200)
    parser.add_argument("--prompt-share", type=float, default=0.3)
    parser.add_argument("--tie", action="store_true")
    return parser.parse_args()


def main():
    args = arguments()
    torch.manual_seed(0)
    draw = random.Random(0)
    config = transformers.LlamaConfig(
        vocab_size=args.vocab,
        hidden_size=args.hidden,
        intermediate_size=args.inter,
        num_hidden_layers=args.layers,
        num_attention_heads=args.heads,
        num_key_value_heads=args.kv_heads,
        max_position_embeddings=2048,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
        tie_word_embeddings=args.tie,
    )
    transformers.LlamaForCausalLM(config).save_pretrained(args.out)
    names = list(SPECIAL.values()) + [f"w{i}" for i in range(len(SPECIAL), args.vocab)]
    words = tokenizers.models.WordLevel({name: i for i, name in enumerate(names)}, unk_token="<unk>")
    tokenizer = tokenizers.Tokenizer(words)
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **SPECIAL).save_pretrained(args.out)

    def text(count):
        return " ".join(draw.choices(names[len(SPECIAL) :], k=count))

    with open(args.out / "feedback.jsonl", "w") as file:
        for _ in range(args.rows):
            length = draw.randrange(20, args.max_words)
            prompt = max(4, int(length * args.prompt_share))
            row = {"prompt": text(prompt), "completion": " " + text(length - prompt), "label": draw.random() < 0.5}
            file.write(json.dumps(row) + "\n")


main()
