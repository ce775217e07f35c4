#!/bin/sh
# Compares the C headers, the shim's sources and the Java bindings, by name, and fails on any difference:
#   - every function that a header declares is defined in native/src, and the other way round;
#   - every definition's whole body is `return guard(...)`, or returns a helper whose own body is that;
#   - every declared function is in the bindings, and the other way round;
#   - bindings/headers.sha256 is the hash of today's headers (bindings/generate.sh writes it).
# No compiler and no jextract are needed. GATUN_ROOT checks another tree.
set -eu
cd "${GATUN_ROOT:-$(dirname "$0")/..}"

problems=0
problem() {
  printf 'check-exports: %s\n' "$*" >&2
  problems=$((problems + 1))
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat native/include/gatun/*.h | awk '
  BEGIN { RS = "\001" }
  {
    gsub(/\/\*([^*]|\*+[^*\/])*\*+\//, "")
    while (match($0, /GT_API[ \n]+[a-z0-9_]+[ \n*]+gt_[a-z0-9_]+/)) {
      n = split(substr($0, RSTART, RLENGTH), words, /[ \n*]+/)
      print words[2], words[n]
      $0 = substr($0, RSTART + RLENGTH)
    }
  }' >"$work/declarations"
while read -r type name; do
  [ "$type" = gt_status ] || problem "$name returns $type: every export returns gt_status"
done <"$work/declarations"
cut -d ' ' -f 2 "$work/declarations" | sort -u >"$work/declared"

# one line per function that returns gt_status: its name, and what its first statement returns a call of
cat native/src/*.h native/src/*.cpp 2>/dev/null | awk '
  BEGIN { RS = "\001" }
  {
    gsub(/\/\/[^\n]*/, "")
    while (match($0, /gt_status[ \n]+[A-Za-z0-9_]+\([^;{]*\)[ \n]*(noexcept)?[ \n]*\{[ \n]*/)) {
      name = substr($0, RSTART, RLENGTH)
      $0 = substr($0, RSTART + RLENGTH)
      sub(/^gt_status[ \n]+/, "", name)
      sub(/\(.*/, "", name)
      callee = "-"
      if (match($0, /^return[ \n]+[A-Za-z0-9_:]+[<(]/)) {
        callee = substr($0, 1, RLENGTH - 1)
        sub(/^return[ \n]+/, "", callee)
        sub(/.*::/, "", callee)
      }
      print name, callee
    }
  }' >"$work/bodies"
cut -d ' ' -f 1 "$work/bodies" | grep '^gt_' | sort >"$work/defined" || :
awk '
  { name[NR] = $1; callee[NR] = $2 }
  END {
    guarded["guard"] = 1
    for (changed = 1; changed;) {
      changed = 0
      for (i = 1; i <= NR; i++)
        if (!(name[i] in guarded) && callee[i] in guarded) { guarded[name[i]] = 1; changed = 1 }
    }
    for (i = 1; i <= NR; i++) if (name[i] ~ /^gt_/ && !(callee[i] in guarded)) print name[i]
  }' "$work/bodies" >"$work/unguarded"

cat bindings/dev/gatun/bindings/*.java 2>/dev/null | sed -n 's/^ *public static int \(gt_[a-z0-9_]*\)(.*/\1/p' |
  sort -u >"$work/bound" || :

each() { while read -r name; do problem "$name $1"; done; }
comm -23 "$work/declared" "$work/defined" >"$work/list" && each "is declared in native/include and not defined in native/src" <"$work/list"
sort -u "$work/defined" | comm -13 "$work/declared" - >"$work/list" && each "is defined in native/src and not declared in native/include" <"$work/list"
uniq -d "$work/defined" >"$work/list" && each "is defined twice" <"$work/list"
each "is not guarded: its body must be 'return guard([&] { ... });'" <"$work/unguarded"
comm -23 "$work/declared" "$work/bound" >"$work/list" && each "has no Java binding: run bindings/generate.sh" <"$work/list"
comm -13 "$work/declared" "$work/bound" >"$work/list" && each "is in the bindings and no longer in native/include: run bindings/generate.sh" <"$work/list"

hash=$(cat native/include/gatun/*.h | if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1)
[ "$(cat bindings/headers.sha256 2>/dev/null)" = "$hash" ] ||
  problem "native/include has changed since the bindings were generated: run bindings/generate.sh (needs jextract)"

[ "$problems" = 0 ] || exit 1
printf 'check-exports: %s exports declared, guarded and bound\n' "$(wc -l <"$work/declared" | tr -d ' ')"
