#!/usr/bin/env python3
"""Writes masks.json: token ids of conversations and which of them are the assistant's, by transformers.

    python make_masks.py     (made with transformers 5.18)

apply_chat_template(..., return_assistant_tokens_mask=True) reads the {% generation %} blocks of a template.
`whole` marks a turn's text, its end mark and its line end; `text` marks the text alone. `cut`: where a marked text
ends in a character of several tokens, transformers marks only the first of them.
"""
import json
from pathlib import Path

from transformers import PreTrainedTokenizerFast

HERE = Path(__file__).parent
BEGIN = (
    "{% for m in messages %}{% if m.role == 'assistant' %}<|im_start|>assistant\n"
)
OTHER = "{% else %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endif %}{% endfor %}"
OPENING = "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
MARKED = {
    "whole": "{% generation %}{{ m.content + '<|im_end|>\n' }}{% endgeneration %}",
    "text": "{% generation %}{{ m.content }}{% endgeneration %}<|im_end|>\n",
}
TEMPLATES = {name: BEGIN + marked + OTHER + OPENING for name, marked in MARKED.items()}


def turns(*texts):
    return [{"role": role, "content": content} for role, content in texts]


CONVERSATIONS = [
    turns(("user", "Why is the sea salt?"), ("assistant", "Rivers bring it.")),
    turns(
        ("system", "Be terse."), ("user", "Hi 🙂 there"), ("assistant", "Hello! ünïq"), ("user", "Më?\n\nmore"),
        ("assistant", "No 🙃, never.\n"), ("user", "ok"), ("assistant", "👍 yes"),
    ),
    turns(("user", "a"), ("assistant", ""), ("user", "b"), ("assistant", "x")),
    turns(("user", "call"), ("assistant", "get"), ("tool", "{\"t\": 3.0}"), ("assistant", "3 degrees")),
]


CUT = turns(("user", "ok"), ("assistant", "👍"))


def case(tokenizer, name, conversation):
    made = tokenizer.apply_chat_template(
        conversation, chat_template=TEMPLATES[name], return_dict=True, return_assistant_tokens_mask=True
    )
    return {
        "template": name,
        "messages": conversation,
        "ids": list(made["input_ids"]),
        "mask": list(made["assistant_masks"]),
    }


def main():
    tokenizer = PreTrainedTokenizerFast.from_pretrained(str(HERE / "tokenizers/qwen"))
    cases = [case(tokenizer, name, conversation) for name in TEMPLATES for conversation in CONVERSATIONS]
    out = {"templates": TEMPLATES, "cases": cases, "cut": case(tokenizer, "text", CUT)}
    (HERE / "masks.json").write_text(json.dumps(out, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
