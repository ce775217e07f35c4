#!/bin/sh
# Builds the shim with AddressSanitizer and UndefinedBehaviorSanitizer, and runs what calls it: the commands that say
# whether the native side is clean. Takes libtorch as native/build.sh does.
#
#   native/sanitize.sh                     the C tests, with LeakSanitizer too
#   native/sanitize.sh java [Maven args]   the Java tests of the bridge, or those of -Dtest=...; build first: ./gatun build
#
# libtorch itself is not instrumented; what it does to memory that it was given by malloc is seen all the same.
set -eu
cd "$(dirname "$0")/.."

# The tests ask for more memory than there is, on purpose: malloc is to refuse, as it does without the sanitizer.
options=allocator_may_return_null=1:strict_string_checks=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}
export UBSAN_OPTIONS="print_stacktrace=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"

if [ "${1:-}" != java ]; then
  export ASAN_OPTIONS="detect_leaks=1:$options"
  exec native/test.sh address,undefined
fi
shift

build=${GATUN_BUILD_DIR:-target/native-address-undefined}
GATUN_BUILD_DIR=$build native/build.sh -DGATUN_SANITIZE=address,undefined
runtime=$("${CXX:-c++}" -print-file-name=libasan.so)
standard=$("${CXX:-c++}" -print-file-name=libstdc++.so) # the sanitizer looks for what it throws with when it starts
[ -f "$runtime" ] || { echo "native/sanitize.sh: ${CXX:-c++} has no libasan.so" >&2; exit 1; }

# The class path's library is exchanged for the run.
library=$(ls target/classes/dev/gatun/ffi/native/*/libgatun.so)
plain=$library.plain
restore() { [ ! -f "$plain" ] || mv -f "$plain" "$library"; }
trap restore EXIT
trap 'exit 1' INT TERM
cp "$library" "$plain"
cp "$build/libgatun.so" "$library.new"
mv -f "$library.new" "$library"

# The virtual machine keeps its own SIGSEGV, and frees little when it ends. Not run: tests that limit the address space,
# of which the sanitizer takes 20 TB, those about the stack's depth, loading and ending, and the fuzzer, which is about libtorch.
export LD_PRELOAD="$runtime $standard" ASAN_OPTIONS="detect_leaks=0:handle_segv=0:allow_user_segv_handler=1:$options"
default='dev.gatun.torch.**.*Test,dev.gatun.ffi.*Test,dev.gatun.testing.*Test,!PressureTest,!OperatorFuzzTest'
default="$default,!DeepGraphTest,!ShutdownTest,!JShellTest,!LoadingTest,!MappedFileTest"
case " $* " in
  *' -Dtest='*) set -- "$@" ;;
  *) set -- "-Dtest=$default" "$@" ;;
esac
./gatun mvn surefire:test "$@" </dev/null
