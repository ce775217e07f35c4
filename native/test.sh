#!/bin/sh
# Builds and runs the C tests in native/tests. With sanitizers (native/test.sh address,undefined) in a build of their own.
set -eu
cd "$(dirname "$0")/.."

if ! ls native/tests/*.c >/dev/null 2>&1; then
  echo "native tests: none"
  exit 0
fi
build=target/native
if [ -n "${1:-}" ]; then
  build=target/native-$(printf '%s' "$1" | tr ',' '-')
  export GATUN_BUILD_DIR="$build"
  # libtorch keeps some memory of its start-up until the process ends: not the shim's leaks
  [ ! -f native/tests/leaks.supp ] || export LSAN_OPTIONS="suppressions=$PWD/native/tests/leaks.supp:print_suppressions=0"
fi
native/build.sh -DGATUN_BUILD_TESTS=ON ${1:+"-DGATUN_SANITIZE=$1"}
cd "$build"
ctest --output-on-failure
