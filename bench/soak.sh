#!/bin/sh
# Much work of every kind, to see that the process does not grow: 50 million operations, a million mixed calls, 100,000 training steps,
# 400,000 trees of scopes closed in random order. Each runs in a JVM of its own; its mean resident memory over the last tenth must not be
# more than 1 % above that over the first. The test suite has the short form. Four minutes on two cores.
#
#   bench/soak.sh
set -eu
cd "$(dirname "$0")/.."
./gatun test -Dtest=SoakTest -Dgatun.soak.long=true -Dgatun.checks.skip -Dspotless.check.skip
