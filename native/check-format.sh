#!/bin/sh
# Checks the layout of native/ with clang-format; --fix rewrites. Only with version 14: others lay a few lines out
# otherwise. Without it the check is skipped, and says so; .ci/run installs it.
set -eu
cd "$(dirname "$0")/.."

for tool in clang-format-14 clang-format none; do
  case $("$tool" --version 2>/dev/null) in *version\ 14.*) break ;; esac
done
if [ "$tool" = none ]; then
  echo "check-format: SKIPPED, no clang-format 14 (apt-get install clang-format-14, or pip install clang-format==14.0.6)"
  exit 0
fi

case ${1:-} in
  --fix) set -- -i ;;
  *) set -- --dry-run -Werror ;;
esac
find native -name '*.h' -o -name '*.cpp' -o -name '*.c' | sort | while read -r file; do
  "$tool" "$@" "$file" 2>/dev/null || echo "$file"
done >target/check-format.log
if [ -s target/check-format.log ]; then
  echo "check-format: these are not laid out as .clang-format says; ./gatun tidy does it:"
  sed 's/^/  /' target/check-format.log
  exit 1
fi
