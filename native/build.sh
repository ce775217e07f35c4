#!/bin/sh
# Builds the shim, incrementally, and puts it where the class path finds it:
#
#   target/classes/dev/gatun/ffi/native/<os>-<arch>/libgatun.so
#   target/classes/dev/gatun/ffi/native/<os>-<arch>/gatun-native.properties   what it was built against
#
# The compiler's output goes to target/native/build.log, and is shown when something fails or GATUN_VERBOSE=1.
# Arguments go to cmake's configuration, e.g.  native/build.sh -DGATUN_BUILD_TESTS=ON -DGATUN_SANITIZE=address,undefined
# GATUN_BUILD_DIR builds elsewhere than in target/native, and then copies nothing into target/classes.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "gatun: $*" >&2; }
fail() { say "$@"; exit 1; }

# -- tools ------------------------------------------------------------------------------------------------------------

missing=
command -v cmake >/dev/null 2>&1 || missing="$missing cmake"
command -v "${CXX:-c++}" >/dev/null 2>&1 || command -v g++ >/dev/null 2>&1 || command -v clang++ >/dev/null 2>&1 ||
  missing="$missing a C++20 compiler"
if [ -n "$missing" ]; then
  fail "missing to build the native library:$missing
  Debian, Ubuntu  apt-get install g++ cmake ninja-build
  Fedora          dnf install gcc-c++ cmake ninja-build
  Arch            pacman -S gcc cmake ninja
  macOS           xcode-select --install; brew install cmake ninja
(ninja is optional)"
fi
[ "${1:-}" != --tools ] || exit 0 # only asked whether they are here

case $(uname -s) in
  Linux) os=linux library=libgatun.so ;;
  Darwin) os=macos library=libgatun.dylib ;;
  *) fail "$(uname -s) is not supported: Linux or macOS." ;;
esac
case $(uname -m) in
  x86_64 | amd64) arch=x86_64 ;;
  aarch64 | arm64) arch=aarch64 ;;
  *) arch=$(uname -m) ;;
esac

# -- build ------------------------------------------------------------------------------------------------------------

libtorch=$(native/libtorch.sh)
build=${GATUN_BUILD_DIR:-target/native}
log=$build/build.log

# A libtorch unit takes up to 1.5 GB to compile: as many at a time as there are cores and memory for.
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
if [ -r /proc/meminfo ]; then
  fitting=$(awk '$1 == "MemAvailable:" { n = int($2 / 1500000); print (n < 1 ? 1 : n) }' /proc/meminfo)
  [ "${fitting:-$jobs}" -ge "$jobs" ] || jobs=$fitting
fi

generator='Unix Makefiles'
command -v ninja >/dev/null 2>&1 && generator=Ninja
# cmake refuses to reuse a build folder for another generator or a moved checkout
if ! { grep -qxF "CMAKE_GENERATOR:INTERNAL=$generator" "$build/CMakeCache.txt" &&
  grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$(pwd -P)" "$build/CMakeCache.txt"; } 2>/dev/null; then
  rm -rf "$build"
fi
mkdir -p "$build"

any=OFF
[ "${GATUN_ALLOW_ANY_LIBTORCH:-}" != 1 ] || any=ON

run() {
  if [ "${GATUN_VERBOSE:-}" = 1 ]; then "$@" >&2
  elif ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    return 1
  fi
}
run cmake -S "$(pwd -P)" -B "$build" -G "$generator" -DLIBTORCH="$libtorch" -DGATUN_ALLOW_ANY_LIBTORCH="$any" "$@" ||
  fail "cmake cannot configure the native library (above)."
run cmake --build "$build" --parallel "$jobs" || fail "the native library does not compile (above; log: $log)."
[ -z "${GATUN_BUILD_DIR:-}" ] || exit 0

# -- class path resource ----------------------------------------------------------------------------------------------

out=target/classes/dev/gatun/ffi/native/$os-$arch
mkdir -p "$out"

# renamed into place, and left alone when equal: a running Java may have it mapped, and jars are compared by time
place() {
  if cmp -s "$1" "$2"; then rm -f "$1"; else mv -f "$1" "$2"; fi
}

cp "$build/$library" "$out/$library.new"
place "$out/$library.new" "$out/$library"

define() { sed -n "s/^#define $1 \([0-9][0-9]*\).*/\1/p" "$2"; }
header=$libtorch/include/torch/headeronly/version.h
[ -f "$header" ] || header=$libtorch/include/torch/csrc/api/include/torch/version.h
version=$(define TORCH_VERSION_MAJOR "$header").$(define TORCH_VERSION_MINOR "$header").$(define TORCH_VERSION_PATCH "$header")
# 2.13.0+cpu: a wheel says it in version.py, an archive in build-version
full=$(sed -n "s/^__version__ = '\(.*\)'.*/\1/p" "$libtorch/version.py" 2>/dev/null || cat "$libtorch/build-version" 2>/dev/null || :)
case $full in
  *+*) flavour=${full#*+} ;;
  *) flavour=unknown ;;
esac
cat >"$out/gatun-native.properties.new" <<PROPERTIES
# What $library was built against. Written by native/build.sh.
abi=$(cat native/include/gatun/*.h | sed -n 's/^#define GT_ABI_VERSION \([0-9]*\).*/\1/p')
libtorch.version=$version
libtorch.flavour=$flavour
libtorch.dir=$libtorch
PROPERTIES
place "$out/gatun-native.properties.new" "$out/gatun-native.properties"
