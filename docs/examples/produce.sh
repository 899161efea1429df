#!/usr/bin/env bash
# Drops documents into an inbox: each is written whole under a private name, then renamed.
#
# usage: produce.sh INBOX FILE…        FILE.meta.json goes with FILE, where there is one
set -euo pipefail
if (($# < 2)); then
  printf 'usage: produce.sh INBOX FILE…\n' >&2
  exit 2
fi
inbox=$1
shift

# put FILE: a name that begins with a dot is private, and a rename shows all of the file at once. The private name is a
# short one: with more round it the longest names would be too long.
put() {
  local name=${1##*/}
  part=$(mktemp -- "$inbox/.XXXXXXXX.part")
  install -m 0640 -- "$1" "$part"
  sync -- "$part" # only if the document must outlive a power loss from here on
  mv -n -- "$part" "$inbox/$name" || :
  [[ ! -e $part ]] || {
    printf 'produce: %s waits in the inbox still; try again later\n' "$name" >&2
    return 1
  }
}

part=
trap '[[ -z $part ]] || rm -f -- "$part"' EXIT
for file; do
  [[ ! -f $file.meta.json ]] || put "$file.meta.json" # the sidecar first
  put "$file"
done
