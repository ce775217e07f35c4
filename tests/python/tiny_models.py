"""Tiny random models, one folder each, as transformers writes them, with the logits that it computes for them.

Every parameter is random, norm weights and biases included, at a scale that gives logits of order 1 to 5, so that a
wrong transpose, a forgotten bias or a norm without its weight cannot pass.
"""

import json
import os
import shutil

import torch
import transformers
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from double_precision import to_double

VOCAB = 64
LENGTHS = {"long": 40, "short": 9}
TAIL = 4  # positions kept of the float64 logits

BASE = dict(
    vocab_size=VOCAB,
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=4,
    max_position_embeddings=64,
    bos_token_id=1,
    eos_token_id=2,
    pad_token_id=0,
    tie_word_embeddings=False,
    rms_norm_eps=1e-5,
)
GROUPED = dict(num_attention_heads=4, num_key_value_heads=2)
# Few heads that are wide, and a small base, so that a scaling treats several bands of frequencies differently.
WIDE = dict(num_attention_heads=2, num_key_value_heads=1, head_dim=16)


def rope(kind, **more):
    return dict(rope_parameters=dict(rope_type=kind, rope_theta=100.0, **more), **WIDE)


# name -> (family, changes to BASE). The order fixes the seeds: append only.
MODELS = {
    "llama": ("llama", {}),
    "llama-tied": ("llama", dict(tie_word_embeddings=True)),
    "llama-bias": ("llama", dict(attention_bias=True, mlp_bias=True)),
    "llama-gqa": ("llama", dict(GROUPED, head_dim=8)),
    "llama-rope-linear": ("llama", rope("linear", factor=4.0)),
    "llama-rope-dynamic": ("llama", dict(rope("dynamic", factor=2.0), max_position_embeddings=16)),
    "llama-rope-llama3": (
        "llama",
        rope("llama3", factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32),
    ),
    "llama-rope-yarn": ("llama", rope("yarn", factor=4.0, original_max_position_embeddings=16)),
    "llama-rope-yarn-options": (
        "llama",
        rope(
            "yarn",
            factor=4.0,
            original_max_position_embeddings=16,
            beta_fast=2.0,
            beta_slow=0.5,
            mscale=1.2,
            mscale_all_dim=0.7,
            truncate=False,
        ),
    ),
    "mistral": ("mistral", dict(GROUPED, sliding_window=None)),
    "mistral-sliding": ("mistral", dict(GROUPED, sliding_window=6)),
    "qwen2": ("qwen2", GROUPED),
    "qwen2-sliding": ("qwen2", dict(GROUPED, use_sliding_window=True, sliding_window=6, max_window_layers=1)),
    "qwen3": ("qwen3", dict(GROUPED, head_dim=8)),
    "llama-bf16": ("llama", dict(GROUPED)),
    "llama-fp16": ("llama", dict(GROUPED)),
    "llama-sharded": ("llama", dict(GROUPED)),
}
STORED = {"llama-bf16": torch.bfloat16, "llama-fp16": torch.float16}
# name -> model whose weights it shares; its config.json is written in the spelling of transformers 4.
OLD_SPELLING = {
    "llama-tied-v4": "llama-tied",
    "llama-rope-llama3-v4": "llama-rope-llama3",
    "llama-rope-linear-v4": "llama-rope-linear",
}
# name -> does its tokenizer add BOS
WITH_TOKENIZER = {
    "llama": True,
    "llama-tied": True,
    "llama-bias": True,
    "mistral": True,
    "mistral-sliding": True,
    "qwen2": False,
    "qwen3": False,
}
# Roles are words of the vocabulary; a turn ends with EOS; the generation prompt is the assistant's role.
CHAT_TEMPLATE = (
    "{%- set roles = {'system': 'w4', 'user': 'w5', 'assistant': 'w6'} -%}"
    "{%- for message in messages -%}{{ roles[message['role']] + ' ' + message['content'] + ' </s> ' }}{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ 'w6 ' }}{%- endif -%}"
)


def randomise(model, generator):
    """Random values for every parameter: weights about 1/sqrt(fan in), norms around 1, biases around 0."""
    tied = model.config.tie_word_embeddings
    for name, p in model.named_parameters():
        noise = torch.randn(p.shape, generator=generator)
        if name.endswith("norm.weight"):
            value = 1.0 + 0.3 * noise
        elif name.endswith("bias"):
            value = 0.3 * noise
        elif "embed_tokens" in name:
            value = noise * (2.0 / p.shape[1] ** 0.5 if tied else 1.0)
        elif "lm_head" in name:
            value = noise * 2.0 / p.shape[1] ** 0.5
        else:
            value = noise / p.shape[1] ** 0.5
        p.data.copy_(value)


def build(name):
    family, changes = MODELS[name]
    config = transformers.AutoConfig.for_model(family, **{**BASE, **changes})
    torch.manual_seed(0)
    model = transformers.AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    randomise(model, torch.Generator().manual_seed(1000 + list(MODELS).index(name)))
    return model.to(STORED.get(name, torch.float32))


def tokenizer(adds_bos):
    """One token per word: w4 .. w63, with four special tokens before them."""
    vocab = {"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3, **{f"w{i}": i for i in range(4, VOCAB)}}
    raw = Tokenizer(models.WordLevel(vocab, unk_token="<unk>"))
    raw.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    if adds_bos:
        raw.post_processor = processors.TemplateProcessing(
            single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
        )
    pad = {"pad_token": "<pad>"} if adds_bos else {}
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=raw, bos_token="<s>", eos_token="</s>", unk_token="<unk>", model_max_length=64, **pad
    )


def sequences():
    """The same ids for every model, special tokens included."""
    generator = torch.Generator().manual_seed(7)
    return {k: torch.randint(0, VOCAB, (1, n), generator=generator) for k, n in LENGTHS.items()}


def logits(folder, ids, **kwargs):
    """A fresh model per sequence: dynamic RoPE remembers the longest one that it has seen."""
    double = kwargs.pop("double", False)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, **kwargs).eval()
    if double:
        to_double(model)
    with torch.no_grad():
        return model(ids).logits[0]


def old_spelling(config, name):
    """The same config.json as transformers 4 wrote it."""
    config = dict(config)
    parameters = dict(config.pop("rope_parameters"))
    config["rope_theta"] = parameters.pop("rope_theta")
    kind = parameters.pop("rope_type")
    if kind == "default":
        config["rope_scaling"] = None
    elif kind == "linear":
        config["rope_scaling"] = {"type": kind, **parameters}  # the key before rope_type came
    else:
        config["rope_scaling"] = {**parameters, "rope_type": kind}
    config["torch_dtype"] = config.pop("dtype")
    config["transformers_version"] = "4.40.0"
    if name == "llama-tied-v4":  # fields that early files lack, and what must be assumed then
        for key in ("head_dim", "num_key_value_heads", "attention_bias", "mlp_bias"):
            config.pop(key)
    return dict(sorted(config.items()))


def write_logits(folder, name):
    tensors, notes = {}, {}
    for key, ids in sequences().items():
        f32 = logits(folder, ids, dtype=torch.float32, attn_implementation="eager")
        f64 = logits(folder, ids, dtype=torch.float32, attn_implementation="sdpa", double=True)
        error = (f32.double() - f64).abs().max().item()
        if not error < 2e-5:
            raise AssertionError(f"{name}: float32 is {error} from float64; is to_double complete?")
        tensors[f"{key}.input_ids"] = ids[0].clone()
        tensors[f"{key}.logits"] = f32.clone()
        tensors[f"{key}.logits_f64_tail"] = f64[-TAIL:].clone()
        notes[f"{key}.f32_max_error"] = f"{error:.3e}"
        notes[f"{key}.logits_std"] = f"{f32.std().item():.3f}"
        if name in STORED:
            low = logits(folder, ids, dtype=STORED[name], attn_implementation="eager")
            tensors[f"{key}.logits_stored_dtype"] = low.clone()
            notes[f"{key}.stored_dtype_max_error"] = f"{(low.double() - f64).abs().max().item():.3e}"
    save_file(
        tensors, os.path.join(folder, "logits.safetensors"), metadata={"notes": json.dumps(notes)}
    )  # one key: the order of several is random
    return notes


# What each model is there for: the same weights without it must give other logits for the long sequence.
MATTERS = {
    "llama-rope-linear": dict(rope_parameters=dict(rope_type="default", rope_theta=100.0)),
    "llama-rope-dynamic": dict(rope_parameters=dict(rope_type="default", rope_theta=100.0)),
    "llama-rope-llama3": dict(rope_parameters=dict(rope_type="linear", factor=4.0, rope_theta=100.0)),
    "llama-rope-yarn": dict(rope_parameters=dict(rope_type="linear", factor=4.0, rope_theta=100.0)),
    "llama-rope-yarn-options": dict(
        rope_parameters=dict(rope_type="yarn", factor=4.0, rope_theta=100.0, original_max_position_embeddings=16)
    ),
    "mistral-sliding": dict(sliding_window=None),
    "qwen2-sliding": dict(use_sliding_window=False, sliding_window=None, layer_types=["full_attention"] * 2),
    "qwen3": dict(rms_norm_eps=1e-2),
}


def check_matters(folder, name):
    ids = sequences()["long"]
    config = transformers.AutoConfig.from_pretrained(folder)
    for k, v in MATTERS[name].items():
        setattr(config, k, v)
    changed = logits(folder, ids, config=config, dtype=torch.float32, attn_implementation="eager")
    right = logits(folder, ids, dtype=torch.float32, attn_implementation="eager")
    difference = (changed - right).abs().max().item()
    if difference < 0.01:
        raise AssertionError(f"{name}: {MATTERS[name]} changes the logits by {difference} only")
    return difference


def make(out):
    shutil.rmtree(out, ignore_errors=True)
    for name in MODELS:
        folder = os.path.join(out, name)
        build(name).save_pretrained(folder, **({"max_shard_size": "8KB"} if name == "llama-sharded" else {}))
        notes = write_logits(folder, name)
        if name in MATTERS:
            notes["without_it"] = f"{check_matters(folder, name):.2f}"
        if name in WITH_TOKENIZER:
            tok = tokenizer(WITH_TOKENIZER[name])
            if name == "qwen2":
                tok.chat_template = CHAT_TEMPLATE
            tok.save_pretrained(folder)
        for file in os.listdir(folder):
            os.chmod(os.path.join(folder, file), 0o644)
        print(name, json.dumps(notes), flush=True)
    for name, source in OLD_SPELLING.items():
        folder, origin = os.path.join(out, name), os.path.join(out, source)
        os.makedirs(folder)
        for file in ("model.safetensors", "logits.safetensors"):
            shutil.copyfile(os.path.join(origin, file), os.path.join(folder, file))
        with open(os.path.join(origin, "config.json")) as f:
            config = old_spelling(json.load(f), name)
        with open(os.path.join(folder, "config.json"), "w") as f:
            f.write(json.dumps(config, indent=2) + "\n")
        for key, ids in sequences().items():  # transformers itself reads both spellings as the same model
            again = logits(folder, ids, dtype=torch.float32, attn_implementation="eager")
            if not torch.equal(again, load_file(os.path.join(folder, "logits.safetensors"))[f"{key}.logits"]):
                raise AssertionError(f"{name}: the old spelling means another model")
