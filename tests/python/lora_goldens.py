"""Adapters of tiny models as PEFT writes them, with the numbers that it computes with them.

  python lora_goldens.py GOLDEN_DIR

GOLDEN_DIR/lora/NAME is an adapter's folder (every A and B random, as after training) with one file more, expected.safetensors: for the "long" sequence of
the base model `logits` in float32 and `logits_f64` (the base's parameters and the adapter's in double_precision.py's float64), `gradient.TENSOR` of the mean negative log-likelihood
in float32, and `merged.WEIGHT` as merge_and_unload makes them. `base_model_name_or_path` is what it is from the repository's root.
"""

import json
import os
import shutil
import sys

import peft
import torch
import transformers
from safetensors.torch import load_file, save_file

from double_precision import to_double

# name -> (base model, LoraConfig's arguments)
ADAPTERS = {
    "llama": ("llama", dict(r=3, lora_alpha=6, target_modules=["q_proj", "v_proj"])),
    "llama-bias-all": ("llama-bias", dict(r=4, lora_alpha=8, target_modules="all-linear")),
    "qwen3-rslora": ("qwen3", dict(r=4, lora_alpha=5, use_rslora=True, target_modules=["k_proj", "o_proj", "down_proj"])),
    "mistral-patterns": (
        "mistral",
        dict(
            r=2,
            lora_alpha=4,
            target_modules=["q_proj", "up_proj", "gate_proj"],
            rank_pattern={"layers.1.self_attn.q_proj": 5},
            alpha_pattern={"up_proj": 9},
        ),
    ),
}


def make(golden, name, base, arguments, seed):
    folder = os.path.join(golden, "models", base)
    plain = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    model = peft.get_peft_model(plain, peft.LoraConfig(task_type="CAUSAL_LM", lora_dropout=0.0, **arguments)).eval()
    generator = torch.Generator().manual_seed(seed)
    for n, p in model.named_parameters():
        if "lora_" in n:
            p.data.copy_(torch.randn(p.shape, generator=generator) * 0.5 / p.shape[1] ** 0.5)
    ids = load_file(os.path.join(folder, "logits.safetensors"))["long.input_ids"][None]
    out = model(ids, labels=ids)
    out.loss.backward()
    expected = {"logits": out.logits[0].detach().contiguous()}
    for n, p in model.named_parameters():
        if p.grad is not None:
            expected["gradient." + n.replace(".default", "")] = p.grad.clone()
    to = os.path.join(golden, "lora", name)
    shutil.rmtree(to, ignore_errors=True)
    model.save_pretrained(to)
    os.remove(os.path.join(to, "README.md"))
    path = os.path.join(to, "adapter_config.json")
    with open(path, encoding="utf-8") as f:
        config = json.load(f)
    config["base_model_name_or_path"] = "tests/resources/golden/models/" + base
    config["target_modules"] = sorted(config["target_modules"])
    with open(path, "w", encoding="utf-8") as f:
        f.write(json.dumps(config, indent=2, sort_keys=True) + "\n")
    merged = model.merge_and_unload()
    before = load_file(os.path.join(folder, "model.safetensors"))
    expected |= {"merged." + n: p.detach().clone() for n, p in merged.state_dict().items() if n in before and not torch.equal(p, before[n])}
    double = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="sdpa").eval()
    double = peft.PeftModel.from_pretrained(double, to).eval()
    to_double(double)
    with torch.no_grad():
        expected["logits_f64"] = double(ids).logits[0].contiguous()
    assert expected["logits_f64"].dtype == torch.float64
    error = (expected["logits"].double() - expected["logits_f64"]).abs().max().item()
    assert error < 2e-5, error
    save_file(expected, os.path.join(to, "expected.safetensors"), metadata={"loss": repr(out.loss.item())})
    print(name, out.loss.item(), error, len(expected))


def main(golden):
    torch.set_num_threads(1)
    transformers.utils.logging.disable_progress_bar()
    for seed, (name, (base, arguments)) in enumerate(ADAPTERS.items()):
        make(golden, name, base, arguments, 1000 + seed)


if __name__ == "__main__":
    main(sys.argv[1])
