#!/usr/bin/env python3
"""Writes tokenizers/NAME/ (small tokenizers of several kinds) and tokenizers.json (what
transformers makes of TEXTS with each).

    python make_tokenizers.py     (made with transformers 5.18, tokenizers 0.22)
"""
import json
import shutil
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer
from transformers.utils import logging

logging.set_verbosity_error()
HERE = Path(__file__).parent
FOLDER = HERE / "tokenizers"

CORPUS = [
    "The little boat sailed out of the harbour at dawn, and the gulls followed it.",
    "Once there was a child who asked why the sea was salt; nobody knew, so she went to look.",
    "It's not the wind, they'll say, it's the sail. I'm sure we've seen 12 boats and 345 birds.",
    "for (int i = 0; i < n; i++) { sum += a[i]; }\n\n\treturn sum;\n",
    "Il était une fois un été très chaud. Über den Wolken. 你好，世界。 Привет, мир!",
    "user: hello there\nassistant: hello! how are you?\n",
] * 3

TEXTS = [
    "",
    " ",
    "   ",
    "\n",
    "\n\n\n",
    "\t x",
    "Hello",
    " Hello",
    "  Hello  world  ",
    "Hello world. It's fine, isn't it? They'll see!",
    "The little boat sailed out of the harbour at dawn",
    "line one\nline two\r\nline three\n\n\nend\n",
    "numbers 0 12 345 6789 3.14 1e-5",
    "for (int i = 0; i < n; i++) { sum += a[i]; }",
    "Il était une fois, naïve café",
    "e\u0301 versus \u00e9, \ufb01ne, \u00c5ngstr\u00f6m",
    "你好，世界。日本語 한국어",
    "Привет, мир! שלום مرحبا",
    "🙂",
    "a🙂b 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽",
    "\U0001f600\U0001f601\U0001f602",
    "zero\u200bwidth\u00a0nbsp\u2028sep\ufeffbom",
    "nul\x00byte \x01\x1f\x7f",
    "<s>text</s>",
    "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n",
    " <|im_end|> spaced <|im_end|>",
    "<|im_end|><|im_end|>x<|endoftext|>",
    "<tool>word</tool> a <extra> b",
    "<s>[INST] hi [/INST] yes</s><s>[INST] more [/INST]",
    "unfinished <|im_sta and <s",
    "x" * 300,
    "the " * 40,
    "▁already▁there",
    "<0x0A> <unk> <pad>",
    "CAPS Caps cAPS",
    "don 't do . that , ok ?",
]


def train(tokenizer, lines=CORPUS, **options):
    trainer = trainers.BpeTrainer(show_progress=False, **options)
    tokenizer.train_from_iterator(lines, trainer)
    return tokenizer


def byte_level(pattern=None):
    """Byte-level BPE, as GPT-2 (pattern None) or Qwen (NFC, own pattern)."""
    tokenizer = Tokenizer(models.BPE())
    if pattern:
        tokenizer.normalizer = normalizers.NFC()
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return train(
        tokenizer,
        vocab_size=400,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
    )


def sentencepiece():
    """BPE on '▁' with byte fallback, as Llama 2."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    tokenizer.pre_tokenizer = None
    # Train on words, or a whole line would become one token.
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(split=True)
    special = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    # Few characters, so that the others fall back to bytes.
    lines = [line for line in CORPUS if line.isascii()]
    train(tokenizer, lines, vocab_size=480, special_tokens=special)
    spec = json.loads(tokenizer.to_str())
    spec["pre_tokenizer"] = None
    spec["added_tokens"] = spec["added_tokens"][:3]  # the bytes are ordinary tokens
    tokenizer = Tokenizer.from_str(json.dumps(spec))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
    )
    return tokenizer


def word_level():
    words = sorted({word for line in CORPUS for word in line.replace("\n", " ").split()})
    vocab = {word: i for i, word in enumerate(["<pad>", "<unk>", "<bos>", "<eos>", ".", ",", "?", "'"] + words)}
    tokenizer = Tokenizer(models.WordLevel(dict(vocab), unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<bos> $A <eos>", pair="<bos> $A $B <eos>", special_tokens=[("<bos>", 2), ("<eos>", 3)]
    )
    tokenizer.add_special_tokens(["<pad>", "<unk>", "<bos>", "<eos>"])
    return tokenizer


QWEN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def save(name, tokenizer, config, files=None):
    folder = FOLDER / name
    folder.mkdir(parents=True)
    (folder / "tokenizer.json").write_text(
        json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8"
    )
    if config is not None:
        (folder / "tokenizer_config.json").write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for path, text in (files or {}).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def make():
    shutil.rmtree(FOLDER, ignore_errors=True)

    gpt2 = byte_level()
    gpt2.enable_truncation(5)  # left on in the file: nobody must notice
    gpt2.enable_padding(length=12, pad_id=0, pad_token="<|endoftext|>")
    save(
        "gpt2",
        gpt2,
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": "<|endoftext|>",
            "eos_token": {"__type": "AddedToken", "content": "<|im_end|>", "lstrip": False, "normalized": False,
                          "rstrip": False, "single_word": False, "special": True},
            "model_max_length": 8,
        },
    )

    qwen = byte_level(QWEN)
    qwen.add_tokens(["<tool>", "</tool>"])
    save(
        "qwen",
        qwen,
        {
            "tokenizer_class": "Qwen2Tokenizer",
            "add_bos_token": False,
            "bos_token": None,
            "eos_token": "<|im_end|>",
            "pad_token": "<|endoftext|>",
            "unk_token": None,
            "additional_special_tokens": ["<|im_start|>", "<|im_end|>"],
            "chat_template": "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n"
            "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}",
        },
    )

    llama = sentencepiece()
    save(
        "llama",
        llama,
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "add_bos_token": True,
            "add_eos_token": True,  # transformers 5 follows tokenizer.json: no EOS
            "bos_token": "<s>",
            "eos_token": "</s>",
            "unk_token": "<unk>",
            "clean_up_tokenization_spaces": False,
        },
        {
            "chat_template.jinja": "{{ bos_token }}{% for m in messages %}[{{ m.role }}] {{ m.content }}{{ eos_token }}"
            "{% endfor %}",
            "additional_chat_templates/tool_use.jinja": "TOOLS {{ tools | length }} {{ messages[-1].content }}",
        },
    )

    # Tokens that only the configuration names: one is in the vocabulary, the others are new.
    extra = sentencepiece()
    save(
        "extra",
        extra,
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": "<s>",
            "eos_token": "<|im_end|>",
            "pad_token": "<pad>",
            "additional_special_tokens": ["<extra>", "<0x0A>"],
            "chat_template": [
                {"name": "default", "template": "default {{ messages[0].content }}{{ pad_token }}"},
                {"name": "tool_use", "template": "tools {{ tools | tojson }}"},
            ],
        },
        {"special_tokens_map.json": json.dumps({"unk_token": "<unk>", "eos_token": {"content": "</s>",
            "lstrip": False, "normalized": False, "rstrip": False, "single_word": False}}, indent=1) + "\n"},
    )

    save(
        "wordlevel",
        word_level(),
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": "<bos>",
            "eos_token": "<eos>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "clean_up_tokenization_spaces": True,
        },
    )

    bare = byte_level()
    save("bare", bare, None)


def golden(folder):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer._tokenizer.no_truncation()
    tokenizer._tokenizer.no_padding()
    rows = []
    for text in TEXTS:
        ids = tokenizer(text, truncation=False, padding=False).input_ids
        rows.append(
            {
                "text": text,
                "ids": ids,
                "plain": tokenizer(text, add_special_tokens=False, truncation=False, padding=False).input_ids,
                "keep": tokenizer.decode(ids, skip_special_tokens=False),
                "skip": tokenizer.decode(ids, skip_special_tokens=True),
            }
        )
    return {
        "size": len(tokenizer),
        "bos": tokenizer.bos_token_id,
        "eos": tokenizer.eos_token_id,
        "pad": tokenizer.pad_token_id,
        "special": tokenizer.special_tokens_map,
        "rows": rows,
    }


def main():
    make()
    result = {folder.name: golden(folder) for folder in sorted(FOLDER.iterdir())}
    with (HERE / "tokenizers.json").open("w", encoding="utf-8", newline="\n") as out:
        json.dump(result, out, ensure_ascii=False)
        out.write("\n")
    for name, tokenizer in result.items():
        print(name, tokenizer["size"], "tokens", len(tokenizer["rows"]), "texts")


main()
