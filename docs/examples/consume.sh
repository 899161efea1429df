#!/usr/bin/env bash
# Hands each pair of an outbox to a command, and removes it once the command has succeeded.
#
# usage: consume.sh OUTBOX COMMAND…    COMMAND gets the paths of text and record
set -euo pipefail
if (($# < 2)); then
  printf 'usage: consume.sh OUTBOX COMMAND…\n' >&2
  exit 2
fi
outbox=$1
shift
if [[ ! -d $outbox ]]; then
  printf 'consume: there is no folder %s\n' "$outbox" >&2
  exit 1
fi

# take RECORD: a visible record says that its text is complete. The record goes first, so that whoever looks in between
# sees no pair.
take() {
  local record=$1 text=${1%.json}.txt
  shift
  if "$@" "$text" "$record"; then
    rm -- "$record" "$text"
  else
    printf 'consume: %s stays: the command has failed\n' "$record" >&2
  fi
}

# Watch first, then look, so that nothing can come in between; look again each minute, in case an event was lost.
exec 3< <(exec inotifywait --monitor --recursive --quiet --event moved_to --format x "$outbox")
while :; do
  while IFS= read -r -d '' record; do
    take "$record" "$@"
  done < <(find -H "$outbox" -mindepth 1 -name '.*' -prune -o -type f -name '*.json' -print0)
  read -r -t 60 -u 3 _ || true
  while read -r -t 0.05 -u 3 _; do :; done
done
