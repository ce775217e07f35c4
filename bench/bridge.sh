#!/bin/sh
# What Gatun's bridge costs: the same rows as a C++ loop, in Gatun, in Python, and in other JVM bindings, by turns. Prints a table
# of times and of ratios to C++, and the machine they were taken on. docs/bridge-performance.md explains the rows.
#
#   bench/bridge.sh [--rows add,numel | --rows load] [--rounds 3] [--python PYTHON] [--peers javacpp,djl] [--seconds 1] [--build no]
#
# --python (or GATUN_BENCH_PYTHON): a Python that has torch. --peers: modules of bench/, whose libraries Maven fetches. One
# thread, unless OMP_NUM_THREADS says otherwise.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd -P)

rows='' build=yes rounds=3 seconds=1 python=${GATUN_BENCH_PYTHON:-} peers=''
while [ $# -gt 0 ]; do
  case $1 in
    --rows) rows=$2 ;;
    --rounds) rounds=$2 ;;
    --seconds) seconds=$2 ;;
    --python) python=$2 ;;
    --peers) peers=$2 ;;
    --build) build=$2 ;;
    *) echo "bridge.sh: $1 is no option; see the top of the file" >&2 && exit 2 ;;
  esac
  shift 2
done
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
export LC_ALL=C

# -- build ------------------------------------------------------------------------------------------------------------

libtorch=$(native/libtorch.sh)
loudly_if_failing() {
  if ! "$@" >target/bench/build.log 2>&1; then
    cat target/bench/build.log >&2
    exit 1
  fi
}
if [ "$build" = yes ]; then
  ./gatun install
  mkdir -p target/bench
  loudly_if_failing cmake -S bench/cpp -B target/bench/cpp -DLIBTORCH="$libtorch"
  loudly_if_failing cmake --build target/bench/cpp
  loudly_if_failing ./gatun mvn -q -f bench/pom.xml -pl "gatun${peers:+,$peers}" process-classes
fi

# -- run --------------------------------------------------------------------------------------------------------------

# one row of a module as JMH runs it, in a JVM that does nothing else: ten tenths of the time, after a warm-up of twice that
jmh() {
  tenth=$(awk "BEGIN { print int($seconds * 100) }")
  classes=$root/bench/$1/target/classes
  [ "$1" != gatun ] || classes=$root/target/classes:$classes
  echo "$root/gatun java -Djmh.ignoreLock=true -Xms1g -Xmx1g -cp $classes:$(cat "$root/bench/$1/target/classpath") org.openjdk.jmh.Main -f 0" \
    "-wi 4 -w $((tenth * 5))ms -i 10 -r ${tenth}ms -tu ns -foe true Rows\\.ROW\$"
}

# which jars of a module bring a libtorch
jars() { tr : '\n' <"bench/$1/target/classpath" | sed -n 's|.*/\(.*torch.*\)\.jar$|\1|p' | tr '\n' ' '; }

version=$(sed -n 's/^libtorch\.\(version\|flavour\)=//p' target/classes/dev/gatun/ffi/native/*/gatun-native.properties | paste -sd +)
set -- "C++|libtorch $version|target/bench/cpp/bridge ROW $seconds" "Gatun|libtorch $version|$(jmh gatun)"
[ -z "$python" ] || set -- "$@" "Python|$("$python" bench/python/bridge.py about)|$python bench/python/bridge.py ROW $seconds"
for peer in $(echo "$peers" | tr , ' '); do
  set -- "$@" "$peer|$(jars "$peer")|$(jmh "$peer")"
done
[ "$rows" = load ] || ./gatun java bench/Bridge.java --rounds "$rounds" ${rows:+--rows "$rows"} "$@"

case $rows in '' | load)
  load() { ./gatun java -cp "target/classes:bench/gatun/target/classes:$(cat bench/gatun/target/classpath)" dev.gatun.bench.LoadTime "$@" 2>/dev/null; }
  round=0 alone='' with=''
  while [ "$round" -lt "$rounds" ]; do
    alone="$alone $(load "$libtorch")" with="$with $(load)"
    round=$((round + 1))
  done
  printf '\nmilliseconds from a fresh JVM to libtorch loaded:%s; to a first tensor in Gatun, libtorch included:%s\n' "$alone" "$with"
  ;;
esac
