"""A file system that has no bytes, or no inodes, left: the daemon waits, says so, and goes on within 10 s of space."""

import time

from context import Context, Row
from rows.mounts import remount, tmpfs
from scenarios import article
from table import Outcome

SIZES = [
    ("bytes", "size=700k", "size=40m"), ("inodes", "size=40m,nr_inodes=200", "nr_inodes=20000"),
    ("few bytes", "size=400k", "size=40m"), ("few inodes", "size=40m,nr_inodes=90", "nr_inodes=20000"),
]
SECONDS = 10


def run(context: Context, outcome: Outcome) -> None:
    longest = 0.0
    for sync in ("batch", "each"):
        for what, small, large in SIZES:
            for fill in (20, 60, 130) if context.long else (60,):
                longest = max(longest, _try(context, outcome, sync, what, small, large, fill))
    outcome.note(f"went on at most {longest:.1f} s after there was space")


def _try(context: Context, outcome: Outcome, sync: str, what: str, small: str, large: str, fill: int) -> float:
    where = f"{what}, {small}, sync {sync}, up to {fill} documents"
    spool = context.spool(context.disk, ["--sync", sync])
    with tmpfs(spool.path, small):
        (spool.path / "inbox").mkdir()
        spool.start()
        spool.ready()
        for number in range(fill):
            try:
                spool.drop(f"{number}.txt", article(number) * 30)
            except OSError:
                break
        outcome.point()
        full = spool.wait_for(lambda: "everything waits" in spool.logged(), 2)
        # Smaller and smaller batches go through until there is really no room.
        if full and not spool.wait_for(lambda: spool.status().get("state") == "paused", 10):
            outcome.fault("stuck", where, f"the status does not say that it waits: {spool.status()}")
        # What the producer left half-written is its own.
        for partial in (spool.path / "inbox").glob(".drop-*"):
            partial.unlink()
        spool.settle_accounts(outcome, where, final=False)
        remount(spool.path, large)
        start = time.monotonic()
        archived = spool.path / "archive"
        if not spool.wait_for(lambda: len(list(archived.glob("*.txt"))) == len(spool.dropped), SECONDS):
            outcome.fault("stuck", where, f"after {SECONDS} s of space: {spool.logged()[-300:]}")
        took = time.monotonic() - start
        if (waits := spool.logged().count("everything waits")) > 1:
            outcome.fault("stuck", where, f"it said {waits} times within a minute that it waits")
        spool.stop()
        spool.settle_accounts(outcome, where)
    spool.remove()
    return took if full else 0


ROW = Row("small file system: no bytes, no inodes", run, needs_root=True)
