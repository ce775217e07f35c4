#!/bin/sh
# Builds the shim and its C tests with AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer, and runs them: the one
# command that says whether the native side is clean. Takes libtorch as native/build.sh does.
set -eu
cd "$(dirname "$0")/.."

# The tests ask for more memory than there is, on purpose: malloc is to refuse, as it does without the sanitizer.
export ASAN_OPTIONS="allocator_may_return_null=1:detect_leaks=1:strict_string_checks=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
export UBSAN_OPTIONS="print_stacktrace=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"
exec native/test.sh address,undefined
