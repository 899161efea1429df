#!/usr/bin/env python3
"""Takes pairs out of an outbox: reads each, hands it on, and removes it. One that can't be taken stays.

usage: consume.py OUTBOX [--once]      exit status with --once: 1 where a pair stays
"""

import hashlib
import json
import sys
import time
from pathlib import Path


def records(outbox):
    """The visible records, in any order: none is promised."""
    for path in outbox.rglob("*.json"):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(outbox).parts):
            yield path


def hand_on(text, record):
    """Your work. It may see a document again after a crash; `id` is the same then."""
    print(record["id"], record["source"]["path"], len(text.split()), "words", flush=True)


def take(path):
    record = json.loads(path.read_bytes())
    if record["winnow"] != 1:
        raise ValueError("a format that this program does not know")
    text = path.with_suffix(".txt").read_bytes()
    if hashlib.sha256(text).hexdigest() != record["text"]["sha256"]:
        raise ValueError("somebody has changed the text")
    hand_on(text.decode(), record)
    path.unlink()  # the record first: what has no record is no pair
    path.with_suffix(".txt").unlink()


def main():
    operands = [word for word in sys.argv[1:] if word != "--once"]
    if len(operands) != 1 or operands[0].startswith("-"):
        print("usage: consume.py OUTBOX [--once]", file=sys.stderr)
        sys.exit(2)
    outbox = Path(operands[0])
    told = set()
    while True:
        if not outbox.is_dir():
            raise SystemExit(f"consume: there is no folder {outbox}")
        for path in list(records(outbox)):
            try:
                take(path)
            except (OSError, ValueError, LookupError, TypeError) as fault:
                if path not in told:
                    print(f"consume: {path} stays: {fault!r}", file=sys.stderr, flush=True)
                told.add(path)
        if "--once" in sys.argv:
            sys.exit(1 if told else 0)
        time.sleep(1)


main()
