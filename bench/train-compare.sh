#!/bin/sh
# Training side by side: Gatun, TRL (with and without precomputed reference log-probabilities) and a hand-tuned PyTorch
# step, in turn, on the same rows, batches and dtype, with the losses compared.
#
#   bench/train-compare.sh [--rows a,c] [--rounds 3] [--steps 8] [--prompt-share 0.3] [--dtype float32,bfloat16]
#                          [--only gatun,fast] [--work DIR] [--threads N]
#
# Python with torch, transformers, trl and peft: PY names it; or ../shared/oracle/oracle.sh makes one; or python3. The
# hand-tuned step is ../shared/oracle/fast_ref.py, and is left out where that folder is not there.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
shared=$here/../../shared/oracle
if [ -z "${PY:-}" ]; then
  PY=python3
  [ ! -x "$shared/oracle.sh" ] || PY=$("$shared/oracle.sh")
fi
"$PY" -c 'import torch, transformers, trl, peft' 2>/dev/null || {
  echo "train-compare: $PY lacks torch, transformers, trl or peft: set PY to a Python that has them" >&2
  exit 1
}
"$here/../gatun" prepare
exec "$PY" "$here/python/train_compare.py" --gatun "$here/../gatun" --shared "$shared" "$@"
