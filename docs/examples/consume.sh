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
if ! command -v inotifywait >/dev/null; then
  printf 'consume: there is no inotifywait; it is in the package inotify-tools\n' >&2
  exit 1
fi

# Of records whose command has failed: for how many seconds they are let be, and until when on the clock of SECONDS.
declare -A pause due

# take RECORD COMMAND…: a visible record says that its text is complete. The record goes first, so that whoever looks in
# between sees no pair. After a failure the next try is a second later, then two, four, and a minute at most.
take() {
  local record=$1 text=${1%.json}.txt seconds
  shift
  ((SECONDS >= ${due[$record]-0})) || return 0
  if "$@" "$text" "$record" </dev/null; then
    rm -f -- "$record" "$text"
    unset 'pause[$record]' 'due[$record]'
  else
    seconds=${pause[$record]-1}
    printf 'consume: %s stays: the command has failed; it is tried again in %d s\n' "$record" "$seconds" >&2
    due[$record]=$((SECONDS + seconds))
    pause[$record]=$((seconds < 30 ? seconds * 2 : 60))
  fi
}

watch() {
  exec 3< <(exec inotifywait --monitor --recursive --quiet --event moved_to --format x "$outbox")
  watcher=$!
}

# Watch first, then look, so that nothing can come in between; look again each minute, in case an event was lost.
watch
trap 'kill "$watcher" 2>/dev/null || :' EXIT
while [[ -d $outbox ]]; do
  nap=60
  while IFS= read -r -d '' record; do
    take "$record" "$@"
    left=$((${due[$record]-SECONDS + 60} - SECONDS))
    nap=$((left < nap ? left : nap))
  done < <(find -H "$outbox" -mindepth 1 -name '.*' -prune -o -type f -name '*.json' -print0)
  ended=0
  read -r -t "$((nap > 0 ? nap : 1))" -u 3 _ || ended=$?
  if ((ended == 1)); then # not 128 and more, which is that nothing came
    printf 'consume: inotifywait has ended; it is begun anew in 10 s\n' >&2
    sleep 10
    watch
  fi
  for ((more = 0; more < 1000; more++)); do read -r -t 0.05 -u 3 _ || break; done
done
printf 'consume: there is no folder %s\n' "$outbox" >&2
exit 1
