#!/bin/sh
# Every check that is not Java's, as `mvn verify` runs them. Each is a script of its own, to be run alone.
set -eu
cd "$(dirname "$0")/.."

if command -v shellcheck >/dev/null 2>&1; then
  shellcheck -x gatun mvnw native/*.sh bindings/*.sh bench/*.sh tests/shell/*.sh
else
  echo "check: shellcheck SKIPPED, not installed"
fi
native/check-exports.sh
native/test.sh
native/check-format.sh
native/check-tidy.sh
tests/shell/run.sh
