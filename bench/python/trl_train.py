"""Some KTO steps of TRL's trainer on the CPU, without and with LoRA; prints a JSON object: what each step logged and how
long it took, and when the first one began."""

import argparse
import json
import os
import time

BEGAN = time.time()
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")

import datasets  # noqa: E402
import transformers  # noqa: E402
import trl  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--max-length", type=int, required=True)
    parser.add_argument("--lr", type=float, required=True)
    parser.add_argument("--precompute", action="store_true")
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--lora", action="store_true")
    return parser.parse_args()


class Clock(transformers.TrainerCallback):
    def __init__(self):
        self.starts, self.ends = [], []

    def on_step_begin(self, *_, **__):
        self.starts.append(time.time())

    def on_step_end(self, *_, **__):
        self.ends.append(time.time())


def main():
    args = arguments()
    transformers.utils.logging.disable_progress_bar()
    datasets.disable_progress_bars()
    rows = [json.loads(line) for line in open(args.data)][: args.steps * args.batch]
    tokenizer = transformers.AutoTokenizer.from_pretrained(args.model)
    load = transformers.AutoModelForCausalLM.from_pretrained
    extra = {} if args.precompute or args.lora else {"ref_model": load(args.model, dtype="float32")}
    if args.lora:
        import peft

        extra["peft_config"] = peft.LoraConfig(
            r=16, lora_alpha=32, lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM"
        )
    config = trl.KTOConfig(
        output_dir=args.work,
        per_device_train_batch_size=args.batch,
        max_steps=args.steps,
        max_length=args.max_length,
        learning_rate=args.lr,
        lr_scheduler_type="constant",
        beta=0.1,
        weight_decay=0.0,
        max_grad_norm=1.0,
        bf16=args.bf16,
        use_cpu=True,
        logging_steps=1,
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
        gradient_checkpointing=False,
        precompute_ref_log_probs=args.precompute,
        seed=0,
    )
    trainer = trl.KTOTrainer(
        model=load(args.model, dtype="float32"),
        args=config,
        train_dataset=datasets.Dataset.from_list(rows),
        processing_class=tokenizer,
        **extra,
    )
    clock = Clock()
    trainer.add_callback(clock)
    trainer.train()
    steps = [log for log in trainer.state.log_history if "loss" in log]
    tokens = [log["num_tokens"] for log in steps]
    print(
        "\n"
        + json.dumps(
            {
                "loss": [log["loss"] for log in steps],
                "kl": [log.get("kl") for log in steps],
                "tokens": [b - a for a, b in zip([0] + tokens, tokens)],
                "seconds": [end - start for start, end in zip(clock.starts, clock.ends)],
                "startup": clock.starts[0] - BEGAN,
            }
        )
    )


main()
