# shellcheck shell=sh
# Sourced by every test. $REPO is the checkout, $WORK an empty folder that is removed afterwards.
# The caller's own settings must not leak into a test.
unset GATUN_JAVA_HOME GATUN_JAVA_OPTS GATUN_JAVA_FOLDERS GATUN_CACHE GATUN_LIBTORCH GATUN_LIBTORCH_URL GATUN_VERBOSE \
  GATUN_LIBTORCH_SHA256 GATUN_ALLOW_ANY_LIBTORCH GATUN_BUILD_DIR LIBTORCH LIBTORCH_USE_PYTORCH JAVA_HOME XDG_CACHE_HOME MAVEN_OPTS
HOME=$WORK/home
export HOME
mkdir -p "$HOME"
set -u

ok() { echo "ok: $1"; }

broken() {
  echo "FAILED: $1"
  [ ! -f "$WORK/out" ] || sed 's/^/  out: /' "$WORK/out"
  [ ! -f "$WORK/err" ] || sed 's/^/  err: /' "$WORK/err"
  exit 1
}

# run COMMAND...: keeps what it writes in $WORK/out and $WORK/err, its status in $status
run() {
  status=0
  "$@" >"$WORK/out" 2>"$WORK/err" || status=$?
}

# expect WHAT STATUS OUT-OR-ERR PATTERN: the last run ended so and said so
expect() {
  [ "$status" = "$2" ] || broken "$1 (status $status, expected $2)"
  grep -qe "$4" "$WORK/$3" || broken "$1 (no '$4' in std$3)"
  ok "$1"
}
