"""Producers that write slowly, with pauses, and hold their file open: none may be cut short."""

import os
import shutil
import threading
import time

from context import Context, Row
from spool import Spool
from table import Outcome


NOBODY = 65534


def run(context: Context, outcome: Outcome) -> None:
    _own(context, outcome)
    if os.geteuid() == 0 and shutil.which("setpriv"):
        _others(context, outcome)
    else:
        outcome.note("another user's writers left out: they take root and setpriv")


def _others(context: Context, outcome: Outcome) -> None:
    """Writers of another user, of whom a service that is not root can't know whether they have their file open. Some have
    begun when it starts."""
    where = "another user's slow writers"
    seconds = 75 if context.long else 8
    spool = context.spool(context.disk, ["--rescan", "1", "--settle", "0.2"])
    os.chmod(context.disk, 0o755)
    os.chown(spool.path, NOBODY, NOBODY)
    os.chown(spool.path / "inbox", NOBODY, NOBODY)
    early, late = [
        [
            threading.Thread(target=_write, args=(spool, outcome, f"{when}-{how}-{pause}.txt", how, pause, seconds))
            for how in hows for pause in (1.0, 3.1)
        ]
        for when, hows in (("early", ("created",)), ("late", ("created", "folder")))
    ]
    for writer in early:
        writer.start()
    time.sleep(1)
    spool.start(prefix=["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"])
    spool.ready()
    for writer in late:
        writer.start()
    for writer in early + late:
        writer.join()
    if not spool.wait_for(spool.is_idle, 90):
        outcome.fault("stuck", where, f"not all are taken: {spool.status()}")
    spool.stop()
    spool.settle_accounts(outcome, where)
    spool.remove()


def _own(context: Context, outcome: Outcome) -> None:
    seconds = 75 if context.long else 8
    spool = context.spool(context.disk, ["--rescan", "1", "--settle", "0.2"])
    spool.start()
    spool.ready()
    writers = [
        threading.Thread(target=_write, args=(spool, outcome, f"{how}-{pause}-{number}.txt", how, pause, seconds))
        for how in ("created", "moved", "linked", "folder") for pause in (0.05, 1.0, 3.1) for number in range(3)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    if not spool.wait_for(spool.is_idle, 90):
        outcome.fault("stuck", "slow writers", f"not all are taken: {spool.status()}")
    spool.stop()
    spool.settle_accounts(outcome, "slow writers")
    spool.remove()


def _write(spool: Spool, outcome: Outcome, name: str, how: str, pause: float, seconds: float) -> None:
    """A byte at a time into a file that is in the inbox already, or comes there while it is open."""
    target = spool.inbox(name)
    outside = os.fsencode(spool.path.with_name(f"{spool.path.name}-{name}"))
    if how == "folder":
        os.makedirs(outside)
        os.chmod(outside, 0o777)
        path, target = os.path.join(outside, b"inside.txt"), spool.inbox(f"folder-{name}/inside.txt")
    else:
        path = target if how == "created" else outside
    data = b""
    end = time.monotonic() + seconds
    with open(path, "wb", buffering=0) as file:
        # Its name first, so that no two hold the same.
        file.write(name.encode() + b"\n")
        data += name.encode() + b"\n"
        if how == "moved":
            os.rename(path, target)
        elif how == "linked":
            os.link(path, target)
        elif how == "folder":
            os.rename(outside, os.path.dirname(target))
        while time.monotonic() < end:
            time.sleep(pause)
            file.write(b"x")
            data += b"x"
        file.write(b"\nwhole\n")
        data += b"\nwhole\n"
    outcome.point()
    # Under the ledger's lock-free dictionary: one thread a name.
    spool.note(os.path.relpath(target, spool.inbox("")), data)
    if how == "linked":
        os.unlink(path)


ROW = Row("slow writers (1 byte at a time, with pauses) that hold their file open", run)
