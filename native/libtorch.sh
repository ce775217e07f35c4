#!/bin/sh
# Prints the folder of the libtorch to use (it holds include/ and lib/), fetching it when there is none.
# What it tells people goes to standard error. docs/setup.md explains every variable.
#
#   LIBTORCH=<dir>            use this one
#   LIBTORCH_USE_PYTORCH=1    use the one inside python3's torch
#   GATUN_CACHE=<dir>         where fetched ones are kept (default: ~/.cache/gatun)
set -eu

version=2.13.0
flavour=${GATUN_LIBTORCH:-cpu}
cache=${GATUN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gatun}
home=$cache/libtorch/$version+$flavour

say() { printf '%s\n' "$*" >&2; }
fail() { say "gatun: $*"; exit 1; }

if [ -n "${LIBTORCH:-}" ]; then
  [ -d "$LIBTORCH/include/ATen" ] && [ -d "$LIBTORCH/lib" ] ||
    fail "LIBTORCH=$LIBTORCH holds no libtorch (include/ATen and lib are expected in it)."
  (cd "$LIBTORCH" && pwd)
  exit
fi
if [ "${LIBTORCH_USE_PYTORCH:-}" = 1 ]; then
  python3 -c 'import importlib.util as u; print(u.find_spec("torch").submodule_search_locations[0])' 2>/dev/null ||
    fail "LIBTORCH_USE_PYTORCH=1, but python3 has no torch."
  exit
fi
if [ ! -d "$home/lib" ]; then
  mkdir -p "$cache/libtorch"
  tmp=$(mktemp -d "$cache/libtorch/.fetch.XXXXXX")
  trap 'rm -rf "$tmp"' EXIT
  say "gatun: fetching libtorch $version+$flavour (once)"
  pip download -q --no-deps --only-binary=:all: --python-version 3.11 --implementation cp --abi cp311 \
    --platform manylinux_2_28_x86_64 --retries 0 -d "$tmp" "torch==$version+$flavour" >&2
  unzip -q "$tmp"/torch-*.whl 'torch/lib/*' 'torch/include/*' torch/version.py -d "$tmp"
  mv "$tmp/torch" "$home"
fi
printf '%s\n' "$home"
