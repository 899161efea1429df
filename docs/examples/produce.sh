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

# put FILE: a name that begins with a dot is private, and a rename shows all of the file at once.
put() {
  local name=${1##*/}
  install -m 0640 -- "$1" "$inbox/.$name.part"
  sync -- "$inbox/.$name.part" # only if the document must outlive a power loss from here on
  mv -n -- "$inbox/.$name.part" "$inbox/$name"
  [[ ! -e $inbox/.$name.part ]] || {
    printf 'produce: %s waits in the inbox still; try again later\n' "$name" >&2
    rm -- "$inbox/.$name.part"
    return 1
  }
}

for file; do
  [[ ! -f $file.meta.json ]] || put "$file.meta.json" # the sidecar first
  put "$file"
done
