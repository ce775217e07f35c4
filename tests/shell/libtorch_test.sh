#!/bin/sh
# native/libtorch.sh and native/download.sh: every way to supply libtorch, and how each fails. The wheel is a tiny fake.
# shellcheck disable=SC2015,SC2016,SC2030,SC2031,SC2123
# shellcheck source=tests/shell/harness.sh
. ./harness.sh
command -v zip >/dev/null 2>&1 || command -v python3 >/dev/null 2>&1 || { echo "ok: SKIPPED, neither zip nor python3 makes the fake wheel"; exit 0; }

libtorch=$REPO/native/libtorch.sh
download=$REPO/native/download.sh
export GATUN_CACHE="$WORK/a cache"

fake_libtorch() { # DIR MINOR FLAVOUR
  mkdir -p "$1/include/ATen" "$1/include/c10" "$1/include/torch/headeronly" "$1/lib/libshm"
  printf '#define TORCH_VERSION_MAJOR 2\n#define TORCH_VERSION_MINOR %s\n#define TORCH_VERSION_PATCH 0\n' "$2" \
    >"$1/include/torch/headeronly/version.h"
  for lib in c10 torch torch_cpu torch_python; do echo "$lib" >"$1/lib/lib$lib.so"; done
  echo "__version__ = '2.$2.0+$3'" >"$1/version.py"
}

fake_wheel() { # FILE MINOR FLAVOUR
  rm -rf "$WORK/stage"
  fake_libtorch "$WORK/stage/torch" "$2" "$3"
  mkdir -p "$WORK/stage/torch-2.$2.0.dist-info" "$WORK/stage/torch/nn" "$(dirname "$1")"
  echo "Requires-Dist: sympy" >"$WORK/stage/torch-2.$2.0.dist-info/METADATA"
  echo "not needed" >"$WORK/stage/torch/nn/__init__.py"
  head -c 100000 /dev/urandom >"$WORK/stage/torch/lib/libpad.so"
  if command -v zip >/dev/null 2>&1; then (cd "$WORK/stage" && zip -qr "$1" .)
  else (cd "$WORK/stage" && python3 -m zipfile -c "$1" ./*)
  fi
}

sum() { { sha256sum "$1" 2>/dev/null || shasum -a 256 "$1"; } | cut -d ' ' -f 1; }

# No pip and no way out: both answer as they do without a network.
mkdir "$WORK/nowhere"
printf '#!/bin/sh\n[ "$1" != --version ] || exit 0\necho "ERROR: No matching distribution found" >&2; exit 1\n' >"$WORK/nowhere/pip3"
for tool in curl wget; do
  printf '#!/bin/sh\necho "Could not resolve host" >&2; exit 6\n' >"$WORK/nowhere/$tool"
done
chmod +x "$WORK"/nowhere/*

# -- folders that are there --

fake_libtorch "$WORK/lt" 13 cpu
run env LIBTORCH="$WORK/lt" "$libtorch"
expect "LIBTORCH is taken" 0 out "^$WORK/lt\$"
run env LIBTORCH="$WORK/none" "$libtorch"
expect "LIBTORCH that is not there is an error" 1 err "there is no such folder"
run env LIBTORCH="$WORK/nowhere" "$libtorch"
expect "LIBTORCH that is something else is an error" 1 err "is no libtorch: it has no include/ATen"
fake_libtorch "$WORK/lt10" 10 cpu
run env LIBTORCH="$WORK/lt10" "$libtorch"
expect "2.10 is refused, with the bypass" 1 err "2.10.0 .* not supported: .* 2.11 to 2.14.*GATUN_ALLOW_ANY_LIBTORCH=1"
run env GATUN_ALLOW_ANY_LIBTORCH=1 LIBTORCH="$WORK/lt10" "$libtorch"
expect "2.10 is taken with the bypass" 0 out "lt10"
fake_libtorch "$WORK/lt15" 15 cpu
run env LIBTORCH="$WORK/lt15" "$libtorch"
expect "2.15 is refused" 1 err "not supported"
fake_libtorch "$WORK/lt14" 14 cpu
run env LIBTORCH="$WORK/lt14" "$libtorch"
expect "2.14 is taken" 0 out "lt14"

# -- no network --

run env PATH="$WORK/nowhere:$PATH" "$libtorch"
for way in LIBTORCH= LIBTORCH_USE_PYTORCH GATUN_LIBTORCH_URL "pip  " "the network" GATUN_CACHE; do
  expect "no network: the error lists $way" 1 err "$way"
done
[ "$(grep -c 'cannot get libtorch' "$WORK/err")" = 1 ] || broken "more than one error"
[ -z "$(ls -A "$GATUN_CACHE/libtorch")" ] || broken "something is left in the cache"
run "$libtorch" --no-fetch
[ "$status" = 1 ] && [ ! -s "$WORK/err" ] || broken "--no-fetch is not silent"
run env GATUN_LIBTORCH='x;y' "$libtorch"
expect "a flavour that is none is an error" 1 err "GATUN_LIBTORCH=x;y"

# -- a URL --

wheel="$WORK/mirror/torch-2.13.0+cpu-any.whl"
fake_wheel "$wheel" 13 cpu
export GATUN_LIBTORCH_URL="file://$WORK/mirror/torch-2.13.0%2Bcpu-any.whl"
run env GATUN_LIBTORCH_SHA256=00 "$libtorch"
expect "a wrong checksum is an error that shows both" 1 err "received $(sum "$wheel")"
[ -z "$(ls -A "$GATUN_CACHE/libtorch")" ] && [ -z "$(ls -A "$GATUN_CACHE/downloads")" ] || broken "a file with a wrong checksum was kept"
run env GATUN_LIBTORCH_SHA256="$(sum "$wheel")" "$libtorch"
home="$GATUN_CACHE/libtorch/2.13.0+cpu"
expect "a URL with its checksum is fetched and unpacked" 0 out "^$home\$"
[ -f "$home/lib/libtorch_cpu.so" ] && [ -f "$home/include/torch/headeronly/version.h" ] || broken "libraries or headers are missing"
[ ! -e "$home/lib/libtorch_python.so" ] && [ ! -e "$home/lib/libshm" ] && [ ! -e "$home/nn" ] || broken "what is not needed was kept"
[ -z "$(ls -A "$GATUN_CACHE/downloads")" ] && [ "$(ls -A "$GATUN_CACHE/libtorch")" = 2.13.0+cpu ] || broken "the fetch left something behind"
ok "only what is needed is kept"
mv "$wheel" "$wheel.away"
run "$libtorch"
expect "the second time it is in the cache" 0 out "^$home\$"
(unset GATUN_LIBTORCH_URL && PATH=$WORK/nowhere:$PATH && run "$libtorch" && expect "also without the URL" 0 out "^$home\$") || exit 1
mv "$wheel.away" "$wheel"

rm -rf "$GATUN_CACHE"
run "$libtorch"
expect "without a checksum the received one is shown" 0 err "not pinned, received SHA-256 $(sum "$wheel")"

rm -rf "$GATUN_CACHE"
"$libtorch" >"$WORK/first" 2>&1 &
first=$!
run "$libtorch"
wait $first || broken "the first of two at a time failed"
[ "$status" = 0 ] && [ "$(cat "$WORK/first" "$WORK/err" | grep -c 'fetching libtorch')" = 1 ] || broken "two at a time did not fetch once"
ok "two at a time fetch once"

old="$WORK/mirror/old.whl"
fake_wheel "$old" 9 cpu
run env GATUN_LIBTORCH_URL="file://$old" "$libtorch"
expect "a fetched libtorch of another version is refused" 1 err "2.9.0 .* not supported"
head -c 5000 "$wheel" >"$WORK/mirror/cut.whl"
run env GATUN_LIBTORCH_URL="file://$WORK/mirror/cut.whl" "$libtorch"
expect "a damaged archive is an error" 1 err "cannot be unpacked"
[ "$(ls -A "$GATUN_CACHE/libtorch")" = 2.13.0+cpu ] || broken "a failed fetch left something in the cache"

# -- broken downloads --

head -c 300000 /dev/urandom >"$WORK/mirror/file"
want=$(sum "$WORK/mirror/file")
head -c 100000 "$WORK/mirror/file" >"$WORK/got.part"
run "$download" "file://$WORK/mirror/file" "$WORK/got" "$want"
[ "$status" = 0 ] && [ "$(sum "$WORK/got")" = "$want" ] && [ ! -e "$WORK/got.part" ] || broken "file:// is not resumed"
ok "a broken file:// download is resumed"
head -c 100000 /dev/urandom >"$WORK/got2.part"
run "$download" "file://$WORK/mirror/file" "$WORK/got2" "$want"
expect "a wrong beginning is thrown away" 0 err "starting again"
[ "$(sum "$WORK/got2")" = "$want" ] || broken "and the whole is fetched"
cp "$WORK/mirror/file" "$WORK/got3.part"
run env PATH="$WORK/nowhere:$PATH" "$download" "file://$WORK/mirror/file" "$WORK/got3" "$want"
[ "$status" = 0 ] && [ -f "$WORK/got3" ] || broken "a complete .part is fetched again"
ok "a complete .part needs no network"
head -c 100000 "$WORK/mirror/file" >"$WORK/got4.part"
run env PATH="$WORK/nowhere:$PATH" "$download" http://localhost/file "$WORK/got4" "$want"
[ "$status" = 1 ] && [ "$(wc -c <"$WORK/got4.part")" -eq 100000 ] && [ ! -e "$WORK/got4" ] || broken "a failed download lost what had come"
ok "a failed download keeps what had come"

command -v python3 >/dev/null 2>&1 || { ok "SKIPPED: http, no python3"; exit 0; }
cat >"$WORK/server.py" <<'PYTHON'
# Serves one file: /ranges honours Range, /plain ignores it, /broken hangs up half way while argv[3] exists. Port to argv[2].
import http.server, os, sys
body = open(sys.argv[1], "rb").read()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        start, asked = 0, self.headers.get("Range")
        if asked and self.path != "/plain":
            start = int(asked.split("=")[1].rstrip("-"))
        print(self.path, start, flush=True)
        if start >= len(body):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        if self.path == "/broken" and os.path.exists(sys.argv[3]):
            os.remove(sys.argv[3])
            self.wfile.write(body[: len(body) // 2])
            return
        self.wfile.write(body[start:])
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[2] + ".new", "w") as port: port.write(str(server.server_port))
os.rename(sys.argv[2] + ".new", sys.argv[2])
server.serve_forever()
PYTHON
python3 "$WORK/server.py" "$WORK/mirror/file" "$WORK/port" "$WORK/break" >>"$WORK/served" 2>&1 &
server=$!
trap 'kill $server' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s "$WORK/port" ] || sleep 0.5; done
site=http://127.0.0.1:$(cat "$WORK/port")
export no_proxy='127.0.0.1' NO_PROXY='127.0.0.1'

over_http() { # LABEL
  rm -f "$WORK"/h.* "$WORK/h"
  : >"$WORK/served" && : >"$WORK/break"
  run "$download" "$site/broken" "$WORK/h" "$want"
  [ "$status" = 1 ] && [ "$(grep -c '' "$WORK/h.part")" -gt 0 ] || broken "$1: a broken connection does not keep what came"
  run "$download" "$site/broken" "$WORK/h" "$want"
  [ "$status" = 0 ] && [ "$(sum "$WORK/h")" = "$want" ] && grep -q "^/broken [1-9]" "$WORK/served" ||
    broken "$1: the next call does not resume"
  ok "$1: a broken download is resumed where it broke"
}
over_http curl
for tool in wget python3; do
  command -v $tool >/dev/null 2>&1 || continue
  mkdir "$WORK/only-$tool"
  for needed in $tool sh basename cat cut dirname grep mkdir mv rm sha256sum shasum; do
    ! found=$(command -v "$needed") || ln -s "$found" "$WORK/only-$tool/$needed"
  done
  [ $tool = wget ] || ln -sf "$(python3 -c 'import sys; print(sys.executable)')" "$WORK/only-$tool/python3"
  (PATH=$WORK/only-$tool && over_http $tool) || exit 1
done
head -c 1000 "$WORK/mirror/file" >"$WORK/p.part"
run "$download" "$site/plain" "$WORK/p" "$want"
[ "$status" = 0 ] && [ "$(sum "$WORK/p")" = "$want" ] || broken "a server without ranges"
ok "http: a server that cannot resume is asked again from the start"
cp "$WORK/mirror/file" "$WORK/q.part"
run "$download" "$site/ranges" "$WORK/q"
[ "$status" = 0 ] && [ "$(sum "$WORK/q")" = "$want" ] || broken "a complete .part without a checksum"
ok "http: a complete .part without a checksum"
