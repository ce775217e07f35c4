#!/bin/sh
# The README's Java example is code that the build compiles and runs (examples/embed), and its links lead somewhere.
# shellcheck source=tests/shell/harness.sh
. ./harness.sh
cd "$REPO" || exit 1

awk '/^```java/ { on = 1; next } /^```/ { on = 0 } on' README.md >"$WORK/shown"
awk '/public static void main/ { on = 1 } on { sub(/^  /, ""); print } on && /^}/ { exit }' \
  examples/embed/src/main/java/com/example/thumbs/TrainFromFile.java | sed '1d;$d' | sed 's/^  //' >"$WORK/real"
diff "$WORK/real" "$WORK/shown" >"$WORK/out" 2>&1 || broken "README.md's example differs from examples/embed, TrainFromFile"
ok "the Java example is the one that is tested"

for page in README.md CONTRIBUTING.md docs/*.md; do
  grep -o '](\([^)#:]*\))' "$page" | sed 's/^](//; s/)$//' | while read -r link; do
    [ -e "$(dirname "$page")/$link" ] || echo "$page: $link"
  done
done >"$WORK/out"
[ ! -s "$WORK/out" ] || broken "links that lead nowhere"
ok "links lead somewhere"
[ "$(wc -l <README.md)" -le 200 ] || broken "README.md is longer than 200 lines"
ok "the README is short"
