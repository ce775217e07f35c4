"""Makes everything under tests/resources/golden/{models,kto,generate,ops,amp,pt,print}. Takes a few minutes on one core.

  pip install -r tests/python/requirements.txt
  python tests/python/make_goldens.py --out tests/resources/golden [--only models kto generate ops amp pt print]

Two runs on the same machine write the same bytes. On another processor the last digits of float32 values differ.
"""

import argparse
import os
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = ""


import torch
import transformers

import amp_goldens
import generation_goldens
import kto_goldens
import objective_goldens
import operator_goldens
import optimizer_goldens
import print_goldens
import pt_goldens
import tiny_models


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", required=True)
    p.add_argument(
        "--only",
        nargs="*",
        choices=["models", "kto", "objectives", "generate", "ops", "amp", "pt", "print"],
        default=["models", "kto", "objectives", "generate", "ops", "amp", "pt", "print"],
    )
    p.add_argument("--cases", nargs="*", help="these KTO cases only")
    a = p.parse_args()
    torch.set_num_threads(1)
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    models = os.path.join(a.out, "models")
    if "models" in a.only:
        tiny_models.make(models)
    if "ops" in a.only:
        operator_goldens.make(os.path.join(a.out, "ops"))
        optimizer_goldens.make(os.path.join(a.out, "ops"))
    if "amp" in a.only:
        amp_goldens.make(os.path.join(a.out, "amp"))
    if "pt" in a.only:
        pt_goldens.make(os.path.join(a.out, "pt"))
    if "print" in a.only:
        print_goldens.make(os.path.join(a.out, "print"))
    if "generate" in a.only:
        generation_goldens.make(os.path.join(a.out, "generate"), models)
    if "kto" in a.only:
        kto_goldens.make(os.path.join(a.out, "kto"), models, a.cases)
    if "objectives" in a.only:
        objective_goldens.make(models, os.path.join(a.out, "objectives"))


if __name__ == "__main__":
    sys.exit(main())
