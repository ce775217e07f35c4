#!/bin/sh
# Builds the shim, incrementally, and puts it where the class path finds it:
#   target/classes/dev/gatun/ffi/native/<os>-<arch>/{libgatun.so,gatun-native.properties}
# Extra arguments go to cmake's configuration, e.g. native/build.sh -DGATUN_WERROR=OFF
set -eu
cd "$(dirname "$0")/.."

fail() { printf 'gatun: %s\n' "$*" >&2; exit 1; }

build=target/native
libtorch=$(native/libtorch.sh)

case $(uname -s) in Linux) os=linux ext=so ;; Darwin) os=macos ext=dylib ;; *) fail "$(uname -s) is not supported." ;; esac
case $(uname -m) in x86_64 | amd64) arch=x86_64 ;; aarch64 | arm64) arch=aarch64 ;; *) arch=$(uname -m) ;; esac

generator='Unix Makefiles'
command -v ninja >/dev/null 2>&1 && generator=Ninja
if ! grep -qsxF "CMAKE_GENERATOR:INTERNAL=$generator" "$build/CMakeCache.txt"; then rm -rf "$build"; fi
[ "${GATUN_ALLOW_ANY_LIBTORCH:-}" = 1 ] && any=ON || any=OFF
cmake -S . -B "$build" -G "$generator" -DLIBTORCH="$libtorch" -DGATUN_ALLOW_ANY_LIBTORCH=$any "$@" >&2
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" >&2

out=target/classes/dev/gatun/ffi/native/$os-$arch
mkdir -p "$out"
if ! cmp -s "$build/libgatun.$ext" "$out/libgatun.$ext"; then
  cp "$build/libgatun.$ext" "$out/libgatun.$ext.$$" && mv "$out/libgatun.$ext.$$" "$out/libgatun.$ext"
fi
header=$libtorch/include/torch/headeronly/version.h
[ -f "$header" ] || header=$libtorch/include/torch/csrc/api/include/torch/version.h
version=$(sed -n 's/^#define TORCH_VERSION_\(MAJOR\|MINOR\|PATCH\) \([0-9]*\).*/\2/p' "$header" | paste -sd. -)
flavour=$(sed -n "s/^__version__ = '[^+']*+\{0,1\}\([^']*\)'.*/\1/p" "$libtorch/version.py" 2>/dev/null || :)
abi=$(sed -n 's/^#define GT_ABI_VERSION \([0-9]*\).*/\1/p' native/include/gatun/*.h)
{
  printf '# What libgatun was built against. Written by native/build.sh.\n'
  printf 'libtorch.version=%s\nlibtorch.flavour=%s\nlibtorch.dir=%s\nabi=%s\n' "$version" "$flavour" "$libtorch" "$abi"
} >"$out/gatun-native.properties.$$"
mv "$out/gatun-native.properties.$$" "$out/gatun-native.properties"
