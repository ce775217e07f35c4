# shellcheck shell=sh
# Sourced: lock FILE, unlock. One process at a time between the two; FILE must exist. The lock goes with the process that took it.

# File descriptor 9 is the lock. Programs started meanwhile that may outlive this one must be started with 9>&-.
lock() {
  if command -v flock >/dev/null 2>&1; then
    lock_dir=
    exec 9<"$1"
    flock -n 9 && return
    printf 'gatun: waiting for another gatun to finish...\n' >&2
    flock 9
    return
  fi
  # No flock (macOS): a directory, whose creation is atomic, holding the owner's process id.
  lock_dir=${TMPDIR:-/tmp}/gatun-$(id -u)-$(printf '%s' "$1" | cksum | cut -d ' ' -f 1).lock
  lock_said=
  until mkdir "$lock_dir" 2>/dev/null; do
    lock_owner=$(cat "$lock_dir/pid" 2>/dev/null || :)
    if [ -n "$lock_owner" ] && ! kill -0 "$lock_owner" 2>/dev/null; then
      mv "$lock_dir" "$lock_dir.$$" 2>/dev/null && rm -rf "$lock_dir.$$"
      continue
    fi
    [ -n "$lock_said" ] || printf 'gatun: waiting for another gatun to finish...\n' >&2
    lock_said=yes
    sleep 1
  done
  echo $$ >"$lock_dir/pid"
}

unlock() {
  if [ -n "$lock_dir" ]; then rm -rf "$lock_dir"; else exec 9<&-; fi
}
