#!/bin/sh
# Runs the shell suite: every *_test.sh beside this file, each in a folder of its own, at most a minute each. Arguments
# name single files. No network: servers listen on the loopback interface, programs that would reach out are replaced.
set -eu
cd "$(dirname "$0")"

[ $# -gt 0 ] || set -- ./*_test.sh
limit=
! command -v timeout >/dev/null 2>&1 || limit='timeout 60'
failed=0
for file; do
  work=$(mktemp -d)
  # shellcheck disable=SC2086
  if WORK=$work REPO=$(cd ../.. && pwd -P) $limit sh "$file" >"$work/output" 2>&1; then
    echo "shell tests: $(basename "$file"), $(grep -c '^ok' "$work/output") passed"
  else
    failed=1
    echo "shell tests: $(basename "$file") FAILED"
    cat "$work/output"
  fi
  rm -rf "$work"
done
exit $failed
