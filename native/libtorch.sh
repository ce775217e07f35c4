#!/bin/sh
# Prints the folder of the libtorch to use (it holds include/ and lib/), fetching it once when there is none.
# What it tells people goes to standard error. docs/setup.md explains all of this; in short, in this order:
#
#   LIBTORCH=<dir>             that one
#   LIBTORCH_USE_PYTORCH=1     the one inside python3's torch
#   GATUN_CACHE=<dir>          where fetched ones are kept (default: ${XDG_CACHE_HOME:-~/.cache}/gatun)
#   GATUN_LIBTORCH_URL=<url>   a torch wheel or a libtorch archive to fetch, file:// too
#   GATUN_LIBTORCH=<flavour>   otherwise: cpu (default), cu130, ... fetched through pip, else from PyTorch's own site
#
#   native/libtorch.sh             print it, fetch if need be
#   native/libtorch.sh --no-fetch  print it if it is there, else exit with status 1
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=native/lock.sh
. "$here/lock.sh"

# The version that Gatun is developed against, and the checksums of what PyTorch published.
pinned=2.13.0
pinned_sha256() {
  case $1 in
    torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl)
      echo 6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b ;;
  esac
}
site=https://download.pytorch.org

say() { printf '%s\n' "gatun: $*" >&2; }
fail() { say "$@"; exit 1; }

# -- which one -----------------------------------------------------------------------------------------------------------

cache=${GATUN_CACHE:-${XDG_CACHE_HOME:-${HOME:?"gatun: HOME is not set; set GATUN_CACHE"}/.cache}/gatun}
want=${GATUN_LIBTORCH:-cpu}
case $want in
  *[!A-Za-z0-9.+]*) fail "GATUN_LIBTORCH=$want: expected cpu, cu130, ... or a version with it, like 2.14.1+cu130." ;;
  [0-9]*.*) version=${want%%+*} ;; # without a flavour: whatever pip's index has under that number
  *) version=$pinned want=$pinned+$want ;;
esac
flavour=none
case $want in *+*) flavour=${want#*+} ;; esac

case $(uname -s)-$(uname -m) in
  Linux-x86_64 | Linux-amd64) tag=manylinux_2_28_x86_64 ;;
  Linux-aarch64 | Linux-arm64) tag=manylinux_2_28_aarch64 ;;
  Darwin-arm64) tag=macos-arm64 ;;
  *) tag=none ;;
esac

# prints the version in a libtorch's headers, e.g. 2.13.0
version_of() {
  header=$1/include/torch/headeronly/version.h
  [ -f "$header" ] || header=$1/include/torch/csrc/api/include/torch/version.h
  awk '$1 == "#define" && $2 ~ /^TORCH_VERSION_(MAJOR|MINOR|PATCH)$/ { v = v (v == "" ? "" : ".") $3 } END { print v }' \
    "$header" 2>/dev/null
}

# checks the folder and prints it: the last step of every way
deliver() {
  for part in include/ATen include/c10 lib; do
    [ -d "$1/$part" ] || fail "$1 is no libtorch: it has no $part. ($2)"
  done
  found=$(version_of "$1")
  case $found in
    2.11.* | 2.12.* | 2.13.* | 2.14.*) ;;
    *) [ "${GATUN_ALLOW_ANY_LIBTORCH:-}" = 1 ] ||
      fail "libtorch ${found:-of an unknown version} in $1 is not supported: Gatun works with 2.11 to 2.14." \
        "Set GATUN_ALLOW_ANY_LIBTORCH=1 to try it all the same. ($2)" ;;
  esac
  (cd "$1" && pwd)
}

# CUDA wheels keep their layout, because torch/lib looks for CUDA in ../../nvidia
inside() { if [ -d "$1/torch/lib" ]; then echo "$1/torch"; else echo "$1"; fi; }

# -- fetching it -----------------------------------------------------------------------------------------------------

why_not= # one line per way that failed
tried() { why_not="$why_not
  - $1"; }

run_pip() {
  if [ -t 2 ]; then "$@" --disable-pip-version-check --no-input --retries 0 --timeout 15 >&2 2>"$tmp/pip.log"
  else "$@" --disable-pip-version-check --no-input --retries 0 --timeout 15 --quiet >&2 2>"$tmp/pip.log"
  fi
}

find_pip() {
  for pip in pip3 pip; do
    if "$pip" --version >/dev/null 2>&1; then return; fi
  done
  pip='python3 -m pip'
  $pip --version >/dev/null 2>&1
}

fetch_by_pip() {
  case $tag in manylinux*) ;; *) return 1 ;; esac
  find_pip || { tried "pip: not installed"; return 1; }
  # The very same file with any python3: the wheel's own tags are asked for, not the running Python's.
  # shellcheck disable=SC2086
  if ! run_pip $pip download --no-deps --only-binary=:all: --python-version 3.11 --implementation cp --abi cp311 \
    --platform "$tag" --dest "$tmp" "torch==$want"; then
    tried "pip: cannot supply torch==$want here ($(grep -v WARNING "$tmp/pip.log" | tail -n 1))"
    return 1
  fi
  set -- "$tmp"/torch-*.whl
  archive=$1
  check_sum "$archive" || { tried "pip: the wheel that it supplied has another checksum than PyTorch's"; return 1; }
  origin="pip, torch==$want"
}

# a fetched file against GATUN_LIBTORCH_SHA256, else the pinned sum; without either, its sum is shown
check_sum() {
  sum=$( (sha256sum "$1" 2>/dev/null || shasum -a 256 "$1") | cut -d ' ' -f 1)
  good=${GATUN_LIBTORCH_SHA256:-$(pinned_sha256 "$(basename "$1")")}
  if [ -z "$good" ]; then
    say "$(basename "$1"): not pinned, received SHA-256 $sum"
  elif [ "$sum" != "$good" ]; then
    say "wrong checksum for $(basename "$1")"
    say "  expected $good"
    say "  received $sum"
    rm -f "$1"
    return 1
  fi
}

fetch_by_url() {
  name=$(basename "${1%%[?#]*}" | sed 's/%2[Bb]/+/g')
  archive=$cache/downloads/$name
  "$here/download.sh" "$1" "$archive" "${GATUN_LIBTORCH_SHA256:-$(pinned_sha256 "$name")}" ||
    { tried "$1: could not be fetched (see above)"; return 1; }
  origin=$1
}

official_url() {
  case $tag-$flavour in
    *-none) ;;
    macos-arm64-cpu) echo "$site/libtorch/cpu/libtorch-macos-arm64-$version.zip" ;;
    manylinux*-cpu) echo "$site/whl/cpu/torch-$version%2Bcpu-cp311-cp311-$tag.whl" ;;
    manylinux*_x86_64-*) echo "$site/libtorch/$flavour/libtorch-shared-with-deps-$version%2B$flavour.zip" ;;
  esac
}

# unpacks $archive into $tmp/x, only what is needed of it
unpack() {
  mkdir "$tmp/x"
  if command -v unzip >/dev/null 2>&1; then
    status=0
    unzip -q -o "$archive" 'torch/lib/*' 'torch/include/*' torch/version.py '*.dist-info/METADATA' \
      'libtorch/lib/*' 'libtorch/include/*' libtorch/build-version -d "$tmp/x" >"$tmp/unzip.log" 2>&1 || status=$?
    # 11: one of the patterns matched nothing, as must be
    [ $status = 0 ] || [ $status = 11 ] || { cat "$tmp/unzip.log" >&2; return 1; }
  elif command -v python3 >/dev/null 2>&1; then
    python3 - "$archive" "$tmp/x" <<'PYTHON'
import re, sys, zipfile
wanted = re.compile(r"(lib)?torch/(lib|include)/|torch/version.py|libtorch/build-version|[^/]*\.dist-info/METADATA")
with zipfile.ZipFile(sys.argv[1]) as archive:
    archive.extractall(sys.argv[2], [name for name in archive.namelist() if wanted.match(name)])
PYTHON
  else
    jar=${JAVA_HOME:+$JAVA_HOME/bin/}jar
    (cd "$tmp/x" && "$jar" xf "$archive" torch/lib torch/include torch/version.py \
      libtorch/lib libtorch/include libtorch/build-version)
  fi
}

# A CUDA wheel leaves CUDA itself to NVIDIA's wheels. pip unpacks those beside it, where torch/lib looks for them.
add_cuda() {
  needs=$(sed -n 's/^Requires-Dist: \(nvidia-[^;]*\|cuda-toolkit[^;]*\).*/\1/p' "$tmp"/x/torch-*.dist-info/METADATA 2>/dev/null |
    tr -d ' ()' | tr '\n' ' ')
  [ -n "$needs" ] || return 0
  say "fetching NVIDIA's libraries for it (several GB) through pip"
  find_pip || { tried "pip: not installed, and this wheel needs NVIDIA's wheels beside it"; return 1; }
  # shellcheck disable=SC2086
  if ! run_pip $pip install --target "$tmp/x" --no-compile --only-binary=:all: $needs; then
    tried "pip: cannot supply NVIDIA's wheels ($(grep -v WARNING "$tmp/pip.log" | tail -n 1))"
    return 1
  fi
}

# what only Python and PyTorch's own tests use
trim() {
  for lib in torch_python shm aoti_custom_ops backend_with_compiler jitbackend_test torchbind_test; do
    rm -rf "$1"/lib/lib$lib.*
  done
  rm -rf "$1/lib/libshm" "$1/lib/libshm_windows"
}

# moves what was unpacked to its place in the cache, and sets $home to it
settle() {
  if [ -d "$tmp/x/torch" ]; then
    dir=$tmp/x/torch
    label=$(sed -n "s/^__version__ = '\([^']*\)'.*/\1/p" "$dir/version.py")
  else
    dir=$tmp/x/libtorch
    [ -d "$dir/lib" ] || fail "$(basename "$archive") holds neither torch/lib nor libtorch/lib."
    label=$(cat "$dir/build-version" 2>/dev/null || :)
  fi
  deliver "$dir" "from $origin" >/dev/null
  trim "$dir"
  # A name that was asked for is kept, so that the next call finds it; a URL goes under the name of what it held.
  [ -n "${GATUN_LIBTORCH_URL:-}" ] && home=$cache/libtorch/${label:-$(version_of "$dir")+unknown}
  if [ -d "$tmp/x/nvidia" ]; then
    mkdir "$tmp/both"
    mv "$tmp/x/torch" "$tmp/x/nvidia" "$tmp/both"
    dir=$tmp/both
  fi
  printf '%s\n' "$origin" >"$dir/gatun-origin"
  if [ -e "$home" ]; then
    mv "$home" "$tmp/old"
  fi
  mv "$dir" "$home"
}

fetch() {
  archive='' origin=''
  case ${GATUN_LIBTORCH_URL:-} in
    '')
      say "fetching libtorch $want (once)..."
      if ! fetch_by_pip; then
        [ -n "$url" ] && fetch_by_url "$url" || return 1
      fi
      ;;
    *)
      say "fetching libtorch from $GATUN_LIBTORCH_URL (once)..."
      fetch_by_url "$GATUN_LIBTORCH_URL" || return 1
      ;;
  esac
  say "unpacking it to $cache/libtorch"
  unpack || { tried "$(basename "$archive"): cannot be unpacked into $tmp (damaged, or the disk is full?)"; return 1; }
  add_cuda || return 1
  settle
  rm -f "$archive"
}

explain() {
  say "cannot get libtorch $want.$why_not
Ways to supply it (docs/setup.md):
  LIBTORCH=<dir>               a libtorch 2.11 to 2.14 that is on this machine already
  LIBTORCH_USE_PYTORCH=1       the one inside python3's torch
  GATUN_LIBTORCH_URL=<url>     a torch wheel or libtorch-shared-with-deps archive, e.g. file:///path/to/it;
                               GATUN_LIBTORCH_SHA256=<sum> checks it
  pip                          configured for an index that has torch==$want
  the network                  ${url:-(PyTorch publishes none for this)}
  GATUN_CACHE=<dir>            a cache folder copied from another machine (it holds libtorch/$want)"
  exit 1
}

# -- the order --------------------------------------------------------------------------------------------------------

if [ -n "${LIBTORCH:-}" ]; then
  [ -d "$LIBTORCH" ] || fail "LIBTORCH=$LIBTORCH: there is no such folder."
  deliver "$LIBTORCH" "from LIBTORCH"
  exit
fi

if [ "${LIBTORCH_USE_PYTORCH:-}" = 1 ]; then
  for python in python3 python; do
    dir=$("$python" -c 'import importlib.util as u; print(u.find_spec("torch").submodule_search_locations[0])' \
      2>/dev/null) || continue
    deliver "$dir" "from LIBTORCH_USE_PYTORCH=1, $python"
    exit
  done
  fail "LIBTORCH_USE_PYTORCH=1, but python3 has no torch: python3 -m pip install torch==$pinned"
fi

in_cache() {
  if [ -n "${GATUN_LIBTORCH_URL:-}" ]; then
    home=
    for origin_file in "$cache"/libtorch/*/gatun-origin; do
      [ -f "$origin_file" ] && [ "$(cat "$origin_file")" = "$GATUN_LIBTORCH_URL" ] && home=$(dirname "$origin_file")
    done
    [ -n "$home" ]
  else
    home=$cache/libtorch/$want
    [ -d "$home" ]
  fi
}

if ! in_cache; then
  [ "${1:-}" != --no-fetch ] || exit 1
  mkdir -p "$cache/libtorch" 2>/dev/null || fail "cannot write to $cache: set GATUN_CACHE to a folder that can be written."
  lock "$cache/libtorch"
  if ! in_cache; then
    tmp=$(mktemp -d "$cache/libtorch/.fetch.XXXXXX")
    trap 'rm -rf "$tmp"' EXIT
    trap 'exit 130' INT TERM HUP
    url=$(official_url)
    fetch || explain
  fi
  unlock
fi
deliver "$(inside "$home")" "from the cache; remove it to fetch it again"
