"""A huge backlog at start-up, and more arrivals than the kernel keeps events for."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

from census import Census
from context import Context, Row
from spool import Spool
from table import Outcome

READY_SECONDS, RESIDENT_MB = 5, 150


def run(context: Context, outcome: Outcome) -> None:
    _waiting(context, outcome, context.files or (1_000_000 if context.long else 20_000))
    _overflow(context, outcome, 40_000 if context.long else 20_000)


def _text(number: int) -> bytes:
    return f"Document {number}\n\nAdvertisement\n\nA sentence of it.\n".encode()


def _waiting(context: Context, outcome: Outcome, count: int) -> None:
    where = f"{count:,} files that wait"
    spool = context.spool(context.disk)
    inbox = os.fsencode(spool.path / "inbox")
    for number in range(count):
        with open(os.path.join(inbox, b"%d.txt" % number), "wb") as file:
            file.write(_text(number))
    start = time.monotonic()
    spool.start()
    if not spool.ready(READY_SECONDS):
        outcome.fault("stuck", where, f"not ready within {READY_SECONDS} s")
    ready = time.monotonic() - start
    # The status file alone is looked at: to list a million files takes seconds.
    spool.wait_for(lambda: _has_ended(spool) or spool.status().get("cleaned", 0) >= count, 60 + count / 100)
    took = time.monotonic() - start
    peak = _peak(spool)
    if peak > RESIDENT_MB:
        outcome.fault("stuck", where, f"{peak:.0f} MB of memory")
    spool.stop()
    outcome.point(count)
    outcome.note(
        f"{count:,} files: ready after {ready:.2f} s, at most {peak:.0f} MB, {count / took:,.0f} documents a second")
    _count(spool, outcome, where, count)
    spool.remove()


def _has_ended(spool: Spool) -> bool:
    time.sleep(0.5)
    return spool.process.poll() is not None


def _peak(spool: Spool) -> float:
    status = Path(f"/proc/{spool.process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


def _count(spool: Spool, outcome: Outcome, where: str, count: int) -> None:
    """By number, by the audit, which reads every file, and by a census of some."""
    found = {name: sum(1 for entry in os.scandir(spool.path / name) if entry.name.endswith(ending))
             for name, ending in (("outbox", ".json"), ("archive", ".txt"), ("inbox", ""), ("failed", ""))}
    if found != {"outbox": count, "archive": count, "inbox": 0, "failed": 0}:
        kind = "stuck" if found["inbox"] else "lost"
        outcome.fault(kind, where, f"found {found}")
    audit = subprocess.run(
        [spool.programs.winnow, "audit", "--spool", spool.path], capture_output=True, text=True, check=False)
    if audit.returncode != 0:
        outcome.fault("torn", where, f"the audit says: {(audit.stdout + audit.stderr)[:300]}")
    if count <= 50_000:
        for number in range(count):
            spool.note(f"{number}.txt", _text(number))
        Census(spool.path).check(spool.dropped, outcome, where)


def _overflow(context: Context, outcome: Outcome, count: int) -> None:
    """More events than the queue holds (16,384, as a rule) while the daemon is held up."""
    held = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    where = f"{count:,} drops into a queue of {held:,} events"
    spool = context.spool()
    spool.start("--rescan", "86400")
    spool.ready()
    spool.process.send_signal(signal.SIGSTOP)
    for number in random.Random(context.seed).sample(range(count), count):
        spool.drop(f"{number % 3}/{number}.txt" if number % 2 else f"{number}.txt", _text(number))
    spool.process.send_signal(signal.SIGCONT)
    spool.wait_for(lambda: _has_ended(spool) or spool.status().get("cleaned", 0) >= count, count / 50)
    spool.stop()
    outcome.point(count)
    spool.settle_accounts(outcome, where)
    spool.remove()


ROW = Row("backlog at start-up, overflow of the event queue", run)
