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
  # a test asks for more memory than there is, and expects an error and not an abort
  export ASAN_OPTIONS="allocator_may_return_null=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
fi
native/build.sh -DGATUN_BUILD_TESTS=ON ${1:+"-DGATUN_SANITIZE=$1"}
cd "$build"
ctest --output-on-failure
