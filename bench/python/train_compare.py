"""The driver of bench/train-compare.sh: see there."""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
RATE = 1e-4  # learning rate, the same for all

# shape, batch size, max_length, longest row in words
MODELS = {
    "a": (dict(hidden=288, layers=6, heads=6, kv_heads=6, inter=768, vocab=32000), 8, 256, 200),
    "b": (dict(hidden=128, layers=20, heads=4, kv_heads=4, inter=352, vocab=512), 8, 512, 500),
    "c": (dict(hidden=768, layers=12, heads=12, kv_heads=12, inter=2048, vocab=32000, tie=True), 2, 256, 200),
    "d": (dict(hidden=256, layers=6, heads=8, kv_heads=2, inter=768, vocab=151000), 8, 256, 200),
}
MODELS["e"] = MODELS["c"]  # with LoRA


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gatun", required=True)
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--rows", default="a,b,c,d,e")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--prompt-share", type=float, default=0.3)
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--only", default="gatun,trl,precomputed,fast")
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--threads", type=int)
    return parser.parse_args()


class Bench:
    def __init__(self, args, row, work):
        self.args, self.row = args, row
        self.shape, self.batch, self.max_length, self.max_words = MODELS[row]
        self.model = work / f"{'c' if row == 'e' else row}-{args.prompt_share}"
        self.work = work
        self.data = self.model / "feedback.jsonl"
        self.environment = dict(os.environ, HF_HUB_OFFLINE="1")
        if args.threads:
            self.environment["OMP_NUM_THREADS"] = str(args.threads)

    def prepare(self):
        if self.data.exists():
            return
        shared = self.args.shared / "make_model.py"
        command = [sys.executable, str(shared if shared.exists() else HERE / "make_model.py"), str(self.model)]
        for name, value in self.shape.items():
            command += ["--" + name.replace("_", "-")] + ([] if value is True else [str(value)])
        command += ["--rows", str(max(64, self.args.steps * self.batch)), "--max-words", str(self.max_words)]
        command += ["--prompt-share", str(self.args.prompt_share)]
        subprocess.run(command, check=True, capture_output=True)

    # ---- contestants: each gives loss, kl, tokens and seconds of its steps, and more where it is known ----

    def run(self, name, dtype):
        return {"gatun": self.gatun, "trl": self.trl, "precomputed": self.precomputed, "fast": self.fast}[name](dtype)

    def spawn(self, command, watch=None):
        """Runs a command; returns its output and its peak memory in MB."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen(command, stdout=out, stderr=err, env=self.environment)
            if watch:
                threading.Thread(target=watch, args=(process,), daemon=True).start()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            for file in (out, err):
                file.seek(0)
            if process.returncode != 0:
                sys.exit(f"{' '.join(command)}\nended with {process.returncode}:\n{err.read().decode()[-3000:]}")
            return out.read().decode(), usage.ru_maxrss / 1024

    def gatun(self, dtype):
        out = self.work / "out"
        shutil.rmtree(out, ignore_errors=True)
        began, first = time.time(), []
        metrics = out / "metrics.jsonl"

        def watch(process):
            while process.returncode is None and not first:
                if metrics.exists() and metrics.stat().st_size:
                    first.append(time.time() - began)
                time.sleep(0.005)

        flags = dict(model=self.model, data=self.data, output_dir=out, dtype=dtype, max_steps=self.args.steps)
        flags |= dict(max_length=self.max_length, per_device_train_batch_size=self.batch, learning_rate=RATE)
        flags |= dict(lr_scheduler_type="constant", data_order="sequential", seed=0)
        command = [self.args.gatun, "train"]
        for name, value in flags.items():
            command += ["--" + name.replace("_", "-"), str(value)]
        if self.row == "e":
            command += ["--use-peft", "--lora-r", "16", "--lora-alpha", "32", "--lora-target-modules", "all-linear"]
        _, memory = self.spawn(command, watch)
        steps = [json.loads(line) for line in open(metrics)]
        tokens = [step["num_tokens"] for step in steps]
        seconds = [step["step_time_s"] for step in steps]
        return {
            "loss": [step["loss"] for step in steps],
            "kl": [step["kl"] for step in steps],
            "tokens": [b - a for a, b in zip([0] + tokens, tokens)],
            "seconds": seconds,
            "memory": memory,
            "startup": first[0] - seconds[0] if first else None,
        }

    def trl(self, dtype, *extra):
        command = [sys.executable, str(HERE / "trl_train.py"), "--model", str(self.model), "--data", str(self.data)]
        command += ["--work", str(self.work / "trl"), "--steps", str(self.args.steps), "--batch", str(self.batch)]
        command += ["--max-length", str(self.max_length), "--lr", str(RATE), *extra]
        command += (["--bf16"] if dtype == "bfloat16" else []) + (["--lora"] if self.row == "e" else [])
        out, memory = self.spawn(command)
        return json.loads(out.strip().splitlines()[-1]) | {"memory": memory}

    def precomputed(self, dtype):
        return self.trl(dtype, "--precompute")

    def fast(self, dtype):
        command = [sys.executable, str(self.args.shared / "fast_ref.py"), "--model", str(self.model)]
        command += ["--data", str(self.data), "--steps", str(self.args.steps), "--batch", str(self.batch)]
        command += ["--max-length", str(self.max_length), "--lr", str(RATE)]
        out, memory = self.spawn(command + (["--bf16"] if dtype == "bfloat16" else []))
        result = json.loads(out.strip().splitlines()[-1])
        steps = result["steps"]
        # Only the sum of the seconds is known.
        return {
            "loss": [step["loss"] for step in steps],
            "kl": [step["kl"] for step in steps],
            "tokens": [result["tokens"]],
            "seconds": [result["wall_s"]],
            "memory": memory,
            "startup": None,
        }

    # ---- the limit ----

    def limit(self, dtype, tokens_per_step):
        """Policy tokens per second if a step were its matrix products and nothing else: forward and backward of the
        matched pass, and the completions alone in the mismatched one."""
        s = self.shape
        n = tokens_per_step
        completions = n * (1 - self.args.prompt_share)
        d = s["hidden"] // s["heads"]
        body = s["layers"] * (s["hidden"] * d * (2 * s["heads"] + 2 * s["kv_heads"]) + 3 * s["hidden"] * s["inter"])
        head = s["hidden"] * s["vocab"]
        shapes = [f"{int(n)},{s['hidden']},{s['inter']}", f"{int(completions)},{s['hidden']},{s['vocab']}"]
        out, _ = self.spawn([sys.executable, str(HERE / "gemm_rates.py"), dtype, *shapes])
        body_rate, head_rate = json.loads(out)
        backward = 1 if self.row == "e" else 2  # with a frozen base there are no gradients of weights
        passes = (1 + backward) * n + completions
        return n / (2 * body * passes / body_rate + 2 * head * (2 + backward) * completions / head_rate)


def speed(result, warm):
    """Tokens per second, without the first step where that is known, which compiles and allocates."""
    skip = 1 if warm and len(result["seconds"]) > 1 else 0
    return sum(result["tokens"][skip:]) / sum(result["seconds"][skip:])


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def agree(first, second, dtype):
    """The largest difference of two runs' losses."""
    return max(abs(a - b) for a, b in zip(first["loss"], second["loss"]))


def compare(bench, dtype, names):
    results = {name: [] for name in names}
    limits = []
    for _ in range(bench.args.rounds):
        for name in names:
            results[name].append(bench.run(name, dtype))
        limits.append(bench.limit(dtype, sum(results["gatun"][0]["tokens"]) / bench.args.steps))
    ours = results["gatun"]
    print(f"\nrow {bench.row}, {dtype}, batch {bench.batch}, prompts {bench.args.prompt_share:.0%}")
    tolerance = 2e-4 if dtype == "float32" else 1e-2
    for name in names:
        theirs = results[name]
        speeds = [speed(result, True) for result in theirs]
        line = f"  {name:12} {spread(speeds):>28} tokens/s  {max(r['memory'] for r in theirs):6.0f} MB"
        starts = [result["startup"] for result in theirs if result.get("startup")]
        # Only the first round may have had to compute the reference's log-probabilities.
        line += f"  first step after {min(starts):.2f}-{max(starts):.2f} s" if starts else ""
        if name != "gatun":
            # Where only the sum is known, ours has its first step too.
            ratios = [speed(a, len(b["seconds"]) > 1) / speed(b, True) for a, b in zip(ours, theirs)]
            memory = [a["memory"] / b["memory"] for a, b in zip(ours, theirs)]
            difference = agree(ours[0], theirs[0], dtype)
            line += f"  gatun: {spread(ratios)} x as fast, {statistics.median(memory):.2f} x the memory"
            line += f", losses within {difference:.1e}" + ("" if difference <= tolerance else "  THEY DIFFER")
        print(line)
    shares = [speed(a, True) / limit for a, limit in zip(ours, limits)]
    print(f"  limit        {spread(limits):>28} tokens/s  gatun reaches {spread(shares)} of it", flush=True)
    return ours[0]


def main():
    args = arguments()
    names = [name for name in args.only.split(",")]
    if not (args.shared / "fast_ref.py").exists() and "fast" in names:
        print("the hand-tuned step is left out: ../shared/oracle/fast_ref.py is not there")
        names.remove("fast")
    with tempfile.TemporaryDirectory() as temporary:
        work = args.work or pathlib.Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        for row in args.rows.split(","):
            bench = Bench(args, row, work)
            bench.prepare()
            finals = {}
            for dtype in args.dtype.split(","):
                # The hand-tuned step has no LoRA.
                finals[dtype] = compare(bench, dtype, [n for n in names if row != "e" or n != "fast"])
            if len(finals) == 2:
                wide, narrow = (finals[d]["loss"][-1] for d in ("float32", "bfloat16"))
                print(f"  last loss in bfloat16 is {abs(narrow / wide - 1):.2%} from float32's")


main()
