"""The battery: breaks a spool in every way that is known, and counts what was lost. See script/battery."""

import argparse
import os
import shutil
import sys
import time
import traceback
from pathlib import Path

from context import Context, scratch
from rows import ROWS
from spool import ROOT, Programs
from table import Outcome, render


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/battery", description=__doc__)
    parser.add_argument("rows", nargs="*", help="only rows whose name holds one of these words")
    parser.add_argument("--long", action="store_true", help="every point; without it a choice that takes minutes")
    parser.add_argument("--list", action="store_true", help="show the rows and end")
    parser.add_argument("--build", default=".build/release", help="where the programs are (.build/release)")
    parser.add_argument("--folder", help="a folder on the disk to test on (the system's temporary one)")
    parser.add_argument("--seed", type=int, default=1, help="for what is chosen by lot (1)")
    parser.add_argument("--kills", type=int, help="kills of the soak (200, long 10,000)")
    parser.add_argument("--files", type=int, help="files of the backlog (20,000, long 1,000,000)")
    parser.add_argument("--output", help="write the table to this file, too")
    return parser.parse_args()


def run(row, context: Context) -> Outcome:
    outcome = Outcome(row.name)
    if row.needs_root and os.geteuid() != 0:
        outcome.skipped = "needs root"
    elif missing := row.missing():
        outcome.skipped = "needs " + ", ".join(missing)
    if outcome.skipped:
        return outcome
    print(f"{row.name} …", file=sys.stderr, flush=True)
    start = time.monotonic()
    try:
        row.run(context, outcome)
    except Exception:  # a broken row is a fault of the battery, and must not hide the other rows
        outcome.fault("stuck", "the battery itself", traceback.format_exc())
    outcome.seconds = time.monotonic() - start
    return outcome


def main() -> int:
    given = arguments()
    rows = [row for row in ROWS if not given.rows or any(word.lower() in row.name.lower() for word in given.rows)]
    if given.list:
        print("\n".join(row.name for row in rows))
        return 0
    disk = scratch(given.folder)
    memory = scratch("/dev/shm" if Path("/dev/shm").is_dir() else given.folder)
    context = Context(
        Programs((ROOT / given.build).resolve()), given.long, disk, memory, given.seed, given.kills, given.files)
    outcomes = []
    try:
        for row in rows:
            outcomes.append(run(row, context))
            # A long run that is broken off has told what it found until then.
            print(render(outcomes[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
    finally:
        table = render(outcomes)
        print(table)
        if given.output:
            Path(given.output).write_text(table + "\n")
        if any(outcome.failed for outcome in outcomes):
            print(f"what failed is kept in {disk} and {memory}", file=sys.stderr)
        else:
            shutil.rmtree(disk)
            shutil.rmtree(memory)
    passed = sum(not outcome.failed and not outcome.skipped for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    skipped = sum(bool(outcome.skipped) for outcome in outcomes)
    print(f"\n{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
