"""Runs the reference trainer (TRL's, for the loss asked for) on a local model; tells what each step did.

  python trl_reference.py --model DIR --data rows.jsonl --max-steps 20 [--output run.json] [--batches batches.json]

Output: one JSON object: `args`, `versions`, `steps` (every logged value, unrounded), `evals`, `final` (sum and 2-norm
of each parameter after training, in float64), `wall_s`, `tokens`, `peak_rss_mb`. --batches writes the token ids that
the trainer fed to the model, one entry per distinct micro-batch of the first epoch.

--float64 runs everything in double precision, which shows how much of a difference is float32 rounding.
"""

import argparse
import importlib.metadata
import json
import os
import resource
import sys
import tempfile
import time

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import datasets
import torch
import transformers
from torch.utils.data import SequentialSampler

import hf_tokenizer
from double_precision import to_double


# What Gatun calls the DPO trainer's losses.
PAIRS = {
    "dpo": "sigmoid",
    "robust": "robust",
    "ipo": "ipo",
    "hinge": "hinge",
    "apo_zero": "apo_zero",
    "apo_down": "apo_down",
    "nca_pair": "nca_pair",
    "sft": "sft",
}


def parser():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", required=True)
    p.add_argument("--reference", help="reference model; the starting model when absent")
    p.add_argument("--adapter", help="PEFT adapter of the model: it is trained, and as it was it is the reference")
    p.add_argument("--data", required=True, help="JSON array or JSON lines with prompt and completion, label or chosen, rejected")
    p.add_argument("--eval-data")
    p.add_argument("--rows", type=int, default=0, help="use the first N rows only")
    p.add_argument("--loss", default="kto", help="kto, apo_zero_unpaired, bco, cpo, simpo, orpo, or a DPO loss or mix: dpo:1,sft:0.1")
    p.add_argument("--beta", type=float, default=0.1)
    p.add_argument("--label-smoothing", type=float, default=0.0)
    p.add_argument("--gamma", type=float, default=0.5)
    p.add_argument("--cpo-alpha", type=float, default=1.0)
    p.add_argument("--desirable-weight", type=float, default=1.0)
    p.add_argument("--undesirable-weight", type=float, default=1.0)
    p.add_argument("--learning-rate", type=float, default=1e-4)
    p.add_argument("--per-device-train-batch-size", type=int, default=8)
    p.add_argument("--per-device-eval-batch-size", type=int, default=8)
    p.add_argument("--gradient-accumulation-steps", type=int, default=1)
    p.add_argument("--max-steps", type=int, default=-1)
    p.add_argument("--num-train-epochs", type=float, default=1.0)
    p.add_argument("--max-length", type=int, default=256)
    p.add_argument("--lr-scheduler-type", default="constant")
    p.add_argument("--warmup-steps", type=float, default=0)
    p.add_argument("--max-grad-norm", type=float, default=1.0)
    p.add_argument("--weight-decay", type=float, default=0.0)
    p.add_argument("--adam-beta1", type=float, default=0.9)
    p.add_argument("--adam-beta2", type=float, default=0.999)
    p.add_argument("--adam-epsilon", type=float, default=1e-8)
    p.add_argument("--logging-steps", type=int, default=1)
    p.add_argument("--eval-steps", type=int, default=0)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--precompute", action="store_true", help="reference log-probabilities once, before training")
    p.add_argument("--sync-ref-model", action="store_true", help="the reference follows the model")
    p.add_argument("--ref-model-mixup-alpha", type=float, default=0.6)
    p.add_argument("--ref-model-sync-steps", type=int, default=512)
    p.add_argument("--float64", action="store_true")
    p.add_argument("--bf16", action="store_true", help="autocast to bfloat16")
    p.add_argument("--attention", default="sdpa", choices=["sdpa", "eager"])
    p.add_argument("--threads", type=int, default=0)
    p.add_argument("--save", metavar="DIR", help="save the trained model")
    p.add_argument("--output", metavar="FILE", help="write the JSON object here instead of to stdout")
    p.add_argument("--batches", metavar="FILE")
    return p


def rows(path, limit=0):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    found = (
        json.loads(text) if text.lstrip().startswith("[") else [json.loads(x) for x in text.splitlines() if x.strip()]
    )
    keep = ("prompt", "chosen", "rejected") if "chosen" in found[0] else ("prompt", "completion", "label")
    return [{k: r[k] for k in keep} for r in (found[:limit] if limit else found)]


def load(path, a):
    model = transformers.AutoModelForCausalLM.from_pretrained(
        path, dtype=torch.float32, attn_implementation=a.attention
    )
    if a.adapter and path == a.model:
        import peft

        model = peft.PeftModel.from_pretrained(model, a.adapter, is_trainable=True)
    return to_double(model) if a.float64 else model


def recording(base):
    """The trainer class with a memory: micro-batches as they came, and losses before they are rounded to float32."""

    class Recording(base):
        def compute_loss(self, model, inputs, *args, **kwargs):
            out = super().compute_loss(model, inputs, *args, **kwargs)
            if model.training:
                loss = out[0] if isinstance(out, tuple) else out
                self.losses.append(loss.item() / self.current_gradient_accumulation_steps)
                if "label" in inputs and "completion_mask" in inputs:
                    self.micro_batches.append(unpad(inputs))
            return out

        def _get_train_sampler(self, dataset=None):
            return SequentialSampler(self.train_dataset)

        def log(self, logs, start_time=None):
            if "loss" in logs and self.exact_loss:
                steps = self.state.global_step - self.last_logged
                logs["loss"] = sum(self.losses[self.losses_logged :]) / steps
            if "loss" in logs:
                self.last_logged, self.losses_logged = self.state.global_step, len(self.losses)
            return super().log(logs, start_time)

        losses_logged = 0
        last_logged = 0
        exact_loss = False

    return Recording


def unpad(inputs):
    found = []
    for i in range(len(inputs["label"])):
        row = {"label": bool(inputs["label"][i])}
        for prefix in ("", "KL_"):
            if prefix + "input_ids" not in inputs:
                continue
            n = int(inputs[prefix + "attention_mask"][i].sum())
            ids, mask = inputs[prefix + "input_ids"][i].tolist(), inputs[prefix + "completion_mask"][i].tolist()
            start = n - sum(mask)
            if mask != [0] * start + [1] * (n - start) + [0] * (len(ids) - n):
                raise AssertionError("a completion mask is not one run of ones at the end")
            row.update({"prompt": start, "ids": ids[:n]} if not prefix else {"kl_prompt": start, "kl_ids": ids[:n]})
        found.append(row)
    return found


def trainer(a, out):
    tok = hf_tokenizer.load(a.model)
    tok.pad_token = tok.pad_token or tok.eos_token
    common = dict(
        output_dir=out,
        per_device_train_batch_size=a.per_device_train_batch_size,
        per_device_eval_batch_size=a.per_device_eval_batch_size,
        gradient_accumulation_steps=a.gradient_accumulation_steps,
        max_steps=a.max_steps,
        num_train_epochs=a.num_train_epochs,
        learning_rate=a.learning_rate,
        lr_scheduler_type=a.lr_scheduler_type,
        warmup_steps=a.warmup_steps,
        max_grad_norm=a.max_grad_norm,
        weight_decay=a.weight_decay,
        adam_beta1=a.adam_beta1,
        adam_beta2=a.adam_beta2,
        adam_epsilon=a.adam_epsilon,
        beta=a.beta,
        max_length=a.max_length,
        precompute_ref_log_probs=a.precompute,
        logging_steps=a.logging_steps,
        eval_strategy="steps" if a.eval_steps else "no",
        eval_steps=a.eval_steps or None,
        bf16=a.bf16,
        gradient_checkpointing=False,
        use_cpu=True,
        seed=a.seed,
        report_to=[],
        save_strategy="no",
        disable_tqdm=True,
        logging_nan_inf_filter=False,
    )
    if a.sync_ref_model:
        common.update(
            sync_ref_model=True,
            ref_model_mixup_alpha=a.ref_model_mixup_alpha,
            ref_model_sync_steps=a.ref_model_sync_steps,
        )
    if a.loss in ("cpo", "simpo", "orpo"):
        common.pop("precompute_ref_log_probs")
        if a.loss == "orpo":
            from trl.experimental.orpo import ORPOConfig
            from trl.experimental.orpo import ORPOTrainer as base

            config = ORPOConfig(**common)
        else:
            from trl.experimental.cpo import CPOConfig
            from trl.experimental.cpo import CPOTrainer as base

            simple = a.loss == "simpo"
            config = CPOConfig(
                **common,
                loss_type="simpo" if simple else "sigmoid",
                cpo_alpha=0.0 if simple else a.cpo_alpha,
                simpo_gamma=a.gamma,
            )
    elif a.loss.partition(":")[0] in PAIRS:
        from trl import DPOConfig
        from trl import DPOTrainer as base

        parts = [part.partition(":") for part in a.loss.split(",")]
        config = DPOConfig(
            **common,
            loss_type=[PAIRS[name] for name, _, _ in parts],
            loss_weights=[float(weight or 1) for _, _, weight in parts],
            label_smoothing=a.label_smoothing,
        )
    elif a.loss == "bco":
        from trl.experimental.bco import BCOConfig
        from trl.experimental.bco import BCOTrainer as base

        config = BCOConfig(**common)
    else:
        from trl import KTOConfig
        from trl import KTOTrainer as base

        config = KTOConfig(
            **common, loss_type=a.loss, desirable_weight=a.desirable_weight, undesirable_weight=a.undesirable_weight
        )
    more = {}
    if a.loss not in ("cpo", "simpo", "orpo") and not a.adapter and (not a.precompute or a.reference or a.loss == "bco"):
        more["ref_model"] = load(a.reference or a.model, a)
    if a.eval_data:
        more["eval_dataset"] = datasets.Dataset.from_list(rows(a.eval_data))
    made = recording(base)(
        model=load(a.model, a),
        args=config,
        train_dataset=datasets.Dataset.from_list(rows(a.data, a.rows)),
        processing_class=tok,
        **more,
    )
    made.losses, made.micro_batches, made.exact_loss = [], [], a.float64
    return made


def run(a):
    """Trains as the parsed arguments say; returns (the JSON object, micro-batches in order)."""
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    datasets.disable_progress_bars()
    if a.threads:
        torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    with tempfile.TemporaryDirectory() as out:
        t = trainer(a, out)
        start = time.time()
        t.train()
        wall = time.time() - start
        if a.save:
            t.save_model(a.save)
    noise = ("total_flos", "runtime", "_per_second", "model_preparation_time")
    history = [{k: v for k, v in h.items() if not any(n in k for n in noise)} for h in t.state.log_history]
    steps = [{"step": h.pop("step"), **h} for h in history if "loss" in h]
    keep = ("learning_rate", "max_steps", "weight_decay")  # always shown; the others when not default
    shown = {k: v for k, v in vars(a).items() if k in keep or v != parser().get_default(k)}
    for k in ("model", "data", "eval_data", "reference", "adapter"):
        if shown.get(k):
            shown[k] = os.path.basename(os.path.normpath(shown[k]))
    for k in ("output", "batches", "save", "threads"):
        shown.pop(k, None)
    result = {
        "args": shown,
        "versions": {n: importlib.metadata.version(n).split("+")[0] for n in ("torch", "transformers", "trl")},
        "steps": steps,
        "evals": [{"step": h.pop("step"), **h} for h in history if "eval_loss" in h],
        "final": {n: [p.double().sum().item(), p.double().norm().item()] for n, p in t.model.named_parameters() if p.requires_grad},
        "wall_s": wall,
        "tokens": steps[-1].get("num_tokens") if steps else None,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    return result, t.micro_batches


def first_epoch(micro_batches):
    """The micro-batches before the first repetition; the rest must repeat them in order."""
    n = next((i for i, b in enumerate(micro_batches) if i and b == micro_batches[0]), len(micro_batches))
    if any(b != micro_batches[i % n] for i, b in enumerate(micro_batches)):
        raise AssertionError("the epochs differ")
    return micro_batches[:n]


def main():
    a = parser().parse_args()
    result, batches = run(a)
    if a.batches:
        with open(a.batches, "w") as f:
            json.dump(first_epoch(batches), f, separators=(",", ":"))
    text = json.dumps(result)
    if a.output:
        with open(a.output, "w") as f:
            f.write(text + "\n")
    else:
        print(text)


if __name__ == "__main__":
    sys.exit(main())
