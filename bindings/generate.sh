#!/bin/sh
# Regenerates the Java bindings from native/include with jextract (on PATH; https://jdk.java.net/jextract).
# Only Gatun's own declarations are taken. Commit the result; nobody needs jextract to build.
set -eu
cd "$(dirname "$0")/.."
command -v jextract >/dev/null || { echo "bindings/generate.sh: jextract is not on PATH" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jextract --include-dir native/include --dump-includes "$work/all" native/include/gatun/gatun.h
grep -E -- '^--include-[a-z]+ (gt_|GT_[A-Z])' "$work/all" | grep -v GT_API | sed 's/[[:space:]]*#.*$//' |
  sort >bindings/includes.txt

rm -rf bindings/dev
jextract --include-dir native/include --target-package dev.gatun.bindings --header-class-name Gatun \
  --output bindings @bindings/includes.txt native/include/gatun/gatun.h
# SymbolLookup.findOrThrow came with JDK 23; Gatun runs on 22.
sed -i -E 's/SYMBOL_LOOKUP\.findOrThrow\(("[^"]+")\)/SYMBOL_LOOKUP.find(\1).orElseThrow()/' bindings/dev/gatun/bindings/*.java
# The check that needs no jextract (native/check-exports.sh) compares this with today's headers.
cat native/include/gatun/*.h | sha256sum | cut -d' ' -f1 >bindings/headers.sha256
