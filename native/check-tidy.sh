#!/bin/sh
# Runs clang-tidy over native/src (what .clang-tidy says). libtorch's headers make that 20 seconds a file, so a file that
# passed is not looked at again before it, a header of ours or .clang-tidy changes. Without clang-tidy 14 or newer the check is skipped,
# and says so; .ci/run installs it.
set -eu
cd "$(dirname "$0")/.."

for tool in clang-tidy-14 clang-tidy none; do
  case $("$tool" --version 2>/dev/null) in *version\ 1[4-9].* | *version\ [2-9][0-9].*) break ;; esac
done
if [ "$tool" = none ]; then
  echo "check-tidy: SKIPPED, no clang-tidy 14 or newer (apt-get install clang-tidy-14)"
  exit 0
fi
if [ ! -f target/native/compile_commands.json ]; then
  echo "check-tidy: SKIPPED, the native library was not built here"
  exit 0
fi

passed=target/check-tidy
mkdir -p "$passed"
todo=
for file in native/src/*.cpp; do
  stamp=$passed/$(basename "$file").passed
  if [ ! -f "$stamp" ] ||
    [ -n "$(find "$file" .clang-tidy native/src/*.h native/include/gatun/*.h -newer "$stamp" | head -n 1)" ]; then
    todo="$todo $file"
  fi
done
[ -n "$todo" ] || exit 0

# GCC's own warning switches are none of clang's business
# shellcheck disable=SC2086,SC2016
if ! printf '%s\n' $todo | xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 1 sh -c '
  log=$1/$(basename "$2").log
  if "$0" --quiet -p target/native --extra-arg=-Wno-unknown-warning-option "$2" >"$log" 2>/dev/null; then
    mv "$log" "$1/$(basename "$2").passed"
  else
    cat "$log"
    exit 1
  fi' "$tool" "$passed"; then
  echo "check-tidy: clang-tidy found something (above)"
  exit 1
fi
