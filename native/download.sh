#!/bin/sh
# download.sh URL FILE [SHA256]
#
# Fetches URL into FILE: resumes what an interrupted call left in FILE.part, checks the SHA-256, and renames into place, so
# that FILE is either absent or complete. Any scheme that curl knows, file:// among them. Progress goes to standard
# error when that is a terminal. Gives up on a connection that cannot be made in 15 seconds or that stands still for 60.
set -eu

url=$1 file=$2 expected=${3:-}
part=$file.part

say() { printf '%s\n' "gatun: $*" >&2; }

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1"
  elif command -v shasum >/dev/null 2>&1; then shasum -a 256 "$1"
  else openssl dgst -sha256 -r "$1"
  fi | cut -d ' ' -f 1
}

# Continues the .part file. Exit status 0: complete; 1: try again later, what came is kept; 2: the server cannot continue it.
transfer() {
  status=0
  if command -v curl >/dev/null 2>&1; then
    if [ -t 2 ]; then set -- --progress-bar; else set -- --silent --show-error; fi
    curl "$@" --fail --location --continue-at - --connect-timeout 15 --speed-limit 1 --speed-time 60 \
      --output "$part" "$url" >&2 || status=$?
    case $status in
      0) return 0 ;;
      22 | 33 | 36) return 2 ;; # an HTTP error (416: nothing left to send), no ranges here, bad offset
      *) return 1 ;;
    esac
  elif command -v wget >/dev/null 2>&1; then
    if [ -t 2 ]; then set -- --progress=bar:force; else set -- --no-verbose; fi
    wget "$@" --continue --tries=1 --connect-timeout=15 --read-timeout=60 --output-document="$part" "$url" >&2 || status=$?
    case $status in
      0) return 0 ;;
      8) return 2 ;;
      *) return 1 ;;
    esac
  elif command -v python3 >/dev/null 2>&1; then
    python3 - "$url" "$part" >&2 <<'PYTHON' || return 1
import os, shutil, sys, urllib.request
url, part = sys.argv[1:]
have = os.path.getsize(part) if os.path.exists(part) else 0
request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
try:
    with urllib.request.urlopen(request, timeout=60) as answer:
        resumed = getattr(answer, "status", 200) == 206
        length = answer.headers.get("Content-Length")
        with open(part, "ab" if resumed else "wb") as out:
            start = out.tell()
            shutil.copyfileobj(answer, out, 1 << 20)
            if length and out.tell() - start != int(length):
                sys.exit(f"{url}: the connection broke")
except OSError as error:
    sys.exit(f"{url}: {error}")
PYTHON
  else
    say "no program to download with: install curl, wget or python3."
    return 1
  fi
}

good() { [ -z "$expected" ] || [ "$(sha256 "$part")" = "$expected" ]; }

mkdir -p "$(dirname "$file")"
resumed=no
if [ -s "$part" ]; then
  resumed=yes
  if [ -n "$expected" ] && good; then
    mv "$part" "$file"
    exit
  fi
fi

result=0
transfer || result=$?
if [ "$resumed" = yes ] && { [ $result = 2 ] || { [ $result = 0 ] && ! good; }; }; then
  say "what an earlier download left cannot be continued: starting again."
  rm -f "$part"
  result=0
  transfer || result=$?
fi
[ $result != 2 ] || rm -f "$part"
[ $result = 0 ] || exit 1

received=$(sha256 "$part")
if [ -z "$expected" ]; then
  say "not pinned, received SHA-256 $received"
elif [ "$received" != "$expected" ]; then
  rm -f "$part"
  say "wrong checksum for $url"
  say "  expected $expected"
  say "  received $received"
  exit 1
fi
mv "$part" "$file"
