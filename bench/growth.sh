#!/bin/sh
# How a run's speed and memory grow with rows, length, batch and vocabulary: a table, and plots for docs/growth.md.
#
#   bench/growth.sh [--axes rows,length=64+8192,batch,vocabulary] [--steps 12] [--heap 512m] [--plots docs/images]
#
# An axis alone stands for its usual values. Steps: at least 4, the first three are not counted. Each point is a process of its own, with a Java heap of at most --heap, trained twice: the second run finds what the first has
# kept. A million rows take 130 MB in the temporary folder, and as much in Gatun's cache.
set -eu
cd "$(dirname "$0")/.."

axes=rows,length,batch,vocabulary steps=12 heap=512m plots=docs/images
while [ $# -gt 0 ]; do
  case $1 in
    --axes) axes=$2 ;;
    --steps) steps=$2 ;;
    --heap) heap=$2 ;;
    --plots) plots=$2 ;;
    *) echo "growth.sh: $1 is no option; see the top of the file" >&2 && exit 2 ;;
  esac
  shift 2
done

./gatun build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GATUN_JAVA_OPTS="-Xmx$heap ${GATUN_JAVA_OPTS:-}"
./gatun java -cp "target/classes:$(cat target/gatun/classpath)" bench/Growth.java \
  "$work" "$plots" tests/resources/golden/models/llama "$steps" "$axes"
