"""Writes trl-batches.json: what TRL's KTO trainer makes of a few rows, from its own code.

    python make_trl_batches.py        (trl 1.13.0, transformers 5.18.0, torch 2.13.0)

The rows go through KTOTrainer._prepare_dataset (tokenization, dropping, rotation of the completions) and
the trainer's collator, in file order. The tokenizer is one word per token, so that a reader, and a few
lines of Java, can follow every id: <s> is put first, </s> is recognised even inside a word.
"""

import json
import os
import random
import types

os.environ["HF_HUB_OFFLINE"] = "1"

import datasets
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast
from trl import KTOConfig, KTOTrainer
from trl.trainer.kto_trainer import DataCollatorForUnpairedPreference

SPECIAL = ["<pad>", "<s>", "</s>", "<unk>", "<|user|>", "<|assistant|>", "<|system|>", "<|end|>"]
TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|> {{ m['content'] }} <|end|> {% endfor %}"
    "{% if add_generation_prompt %}<|assistant|> {% endif %}"
)


def tokenizer():
    words = SPECIAL + [f"w{i}" for i in range(40)]
    core = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="<unk>"))
    core.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    core.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    made = PreTrainedTokenizerFast(
        tokenizer_object=core, bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<pad>",
        additional_special_tokens=SPECIAL[4:],
    )
    made.chat_template = TEMPLATE
    return made


def text_rows():
    rng = random.Random(7)

    def words(n):
        return " ".join(f"w{rng.randrange(40)}" for _ in range(n))

    rows = [{"prompt": words(rng.randrange(1, 6)), "completion": " " + words(rng.randrange(1, 9)),
             "label": rng.random() < 0.5} for _ in range(14)]
    rows[1]["completion"] += " </s>"                      # ends with the end text already
    rows[2]["completion"] += "</s>"                       # the same, not set apart
    rows[4]["prompt"] = words(11)                         # 12 tokens with <s>: fills the length, dropped
    rows[5]["prompt"] = words(10)                         # 11 tokens: one completion token is left
    rows[7]["completion"] = " " + words(30)               # truncated
    rows[8]["prompt"], rows[8]["completion"] = "w1 w", "2 w3"  # the prompt is no prefix of the whole
    rows[9]["prompt"] = ""                                # <s> alone
    rows[12]["prompt"] = words(20)                        # dropped
    return rows


def chat_rows():
    def turn(role, content):
        return {"role": role, "content": content}

    rows = []
    for i in range(5):
        prompt = [turn("user", f"w{i} w{i + 1}")]
        if i % 2:
            prompt = [turn("system", "w9")] + prompt + [turn("assistant", "w7"), turn("user", "w8")]
        rows.append({"prompt": prompt, "completion": [turn("assistant", " ".join(["w5"] * (i + 1)))],
                     "label": i % 2 == 0})
    return rows


def batches(rows, batch_size, max_length):
    tok = tokenizer()
    args = KTOConfig("unused", per_device_train_batch_size=batch_size, max_length=max_length, use_cpu=True,
                     bf16=False, report_to=[])
    trainer = types.SimpleNamespace(
        _tokenizer=tok, calculate_KL=True, desirable_weight=1.0, undesirable_weight=1.0)
    data = KTOTrainer._prepare_dataset(trainer, datasets.Dataset.from_list(rows), tok, args, "train")
    collate = DataCollatorForUnpairedPreference(pad_token_id=tok.pad_token_id, max_length=max_length)
    out = []
    for start in range(0, len(data), batch_size):
        batch = collate([data[i] for i in range(start, min(start + batch_size, len(data)))])
        one = {"labels": batch["label"].tolist()}
        for ours, theirs in [("matched", ""), ("mismatched", "KL_")]:
            sequences = []
            for ids, attend, mask in zip(batch[theirs + "input_ids"].tolist(),
                                         batch[theirs + "attention_mask"].tolist(),
                                         batch[theirs + "completion_mask"].tolist()):
                n = sum(attend)
                sequences.append({"ids": ids[:n], "completion_mask": mask[:n]})
            one[ours] = sequences
        out.append(one)
    return {"rows": rows, "batch_size": batch_size, "max_length": max_length, "batches": out}


if __name__ == "__main__":
    cases = {
        "text, short last batch": batches(text_rows(), 5, 12),
        "text, last batch of one row": batches(text_rows()[:14], 11, 12),
        "chat": batches(chat_rows(), 2, 24),
    }
    folder = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(folder, "trl-batches.json"), "w") as f:
        f.write('{"special": ' + json.dumps(SPECIAL) + ', "words": 40, "cases": {\n')
        f.write(",\n".join(f"{json.dumps(name)}: {json.dumps(case)}" for name, case in cases.items()))
        f.write("\n}}\n")
