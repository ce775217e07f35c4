"""Goldens that need no trainer: gradients of tiny models, rotary frequencies, and greedy texts of a pretrained model.

  python model_goldens.py GOLDEN_DIR [STORIES260K_DIR]

GOLDEN_DIR/gradients/NAME.safetensors: the gradient of every parameter of models/NAME for the mean negative log-likelihood of its "long"
sequence (transformers' own loss, labels = input ids). GOLDEN_DIR/rope.json: frequencies and the cosines at a far position, every float32 as a hexadecimal literal: they are compared exactly.
GOLDEN_DIR/generate/stories260k.json: token ids in, token ids out.
"""

import json
import os
import sys

import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

GRADIENTS = ["llama-tied", "llama-bias", "mistral-sliding", "qwen3"]
PROMPTS = [
    "Once upon a time",
    "Lily wanted to",
    "The little dog",
    "One day, a boy named Tim",
    "It was raining and",
    "Mom said",
    "In the park there was a big",
    "The sun",
    "Sara and Ben were",
    "A",
]
NEW_TOKENS = 100
FAR = 100_000
ROPE = {
    "default": (10_000.0, 4096, dict(rope_type="default")),
    "default, larger base": (1_000_000.0, 4096, dict(rope_type="default")),
    "linear": (10_000.0, 4096, dict(rope_type="linear", factor=3.0)),
    "dynamic": (10_000.0, 4096, dict(rope_type="dynamic", factor=2.0)),
    "llama3": (
        500_000.0,
        131072,
        dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=8192),
    ),
    "yarn": (1_000_000.0, 131072, dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=32768)),
}


def gradients(golden, name):
    folder = os.path.join(golden, "models", name)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    ids = load_file(os.path.join(folder, "logits.safetensors"))["long.input_ids"][None]
    loss = model(ids, labels=ids).loss
    loss.backward()
    tensors = {n: p.grad.clone() for n, p in model.named_parameters()}
    save_file(tensors, os.path.join(golden, "gradients", name + ".safetensors"), metadata={"loss": repr(loss.item())})
    print(name, loss.item())


def rope(golden):
    out = {}
    for name, (theta, positions, parameters) in ROPE.items():
        config = transformers.LlamaConfig(
            hidden_size=64, num_attention_heads=2, head_dim=32, max_position_embeddings=positions, rope_parameters=dict(rope_theta=theta, **parameters)
        )
        embedding = LlamaRotaryEmbedding(config)
        cos, _ = embedding(torch.zeros(1), torch.tensor([[FAR]]))
        out[name] = dict(inverse=[x.hex() for x in embedding.inv_freq.tolist()], cos=[x.hex() for x in cos[0, 0, :16].tolist()])
    with open(os.path.join(golden, "rope.json"), "w") as f:
        f.write(json.dumps(out, indent=1) + "\n")


def stories(golden, folder):
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    rows = []
    for prompt in PROMPTS:
        ids = tokenizer(prompt)["input_ids"]
        out = model.generate(
            torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long), max_new_tokens=NEW_TOKENS, do_sample=False,
            return_dict_in_generate=True, output_logits=True,
        )  # fmt: skip
        best = torch.cat(out.logits).topk(2).values
        gap = (best[:, 0] - best[:, 1]).min().item()
        rows.append({"prompt_ids": ids, "new_ids": out.sequences[0, len(ids) :].tolist(), "smallest_gap": round(gap, 5)})
        print(prompt, rows[-1]["smallest_gap"], len(rows[-1]["new_ids"]))
    with open(os.path.join(golden, "generate", "stories260k.json"), "w") as f:
        f.write(json.dumps(rows) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    os.makedirs(os.path.join(sys.argv[1], "gradients"), exist_ok=True)
    for model_name in GRADIENTS:
        gradients(sys.argv[1], model_name)
    rope(sys.argv[1])
    if len(sys.argv) > 2:
        stories(sys.argv[1], sys.argv[2])
