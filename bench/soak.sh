#!/bin/sh
# Much work of every kind, to see that the process does not grow: 50 million operations, a million mixed calls, 100,000 training steps,
# 10,000 trees of scopes closed in random order. Each runs in a JVM of its own; its mean resident memory over the last tenth must be within
# 1 % of that over the first. The test suite has the short form. A quarter of an hour on two cores.
#
#   bench/soak.sh
set -eu
cd "$(dirname "$0")/.."
./gatun test -Dtest=SoakTest -Dgatun.soak.long=true -Dgatun.checks.skip -Dspotless.check.skip
