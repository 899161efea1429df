"""An outbox that can't be written, or is another file system; files that can't be read. No spinning, no flood of lines."""

import os
import time

from context import Context, Row
from rows.mounts import command, remount, tmpfs
from scenarios import article
from spool import Spool
from table import Outcome

NOBODY = 65534
AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
#: How long each fault lasts, and the processor time it may take: tries every few seconds are no spinning.
LASTS, MAY_TAKE = 4.0, 0.3


def run(context: Context, outcome: Outcome) -> None:
    for name in ("outbox", "archive", "failed", "work") if context.long else ("outbox", "failed"):
        _read_only(context, outcome, name)
    for name in ("outbox", "archive", "failed") if context.long else ("outbox", "archive"):
        _other_file_system(context, outcome, name)
        _no_access(context, outcome, name)
    _unreadable(context, outcome)


def _drop_three(spool: Spool, round_: str) -> None:
    for number in range(3):
        spool.drop(f"{round_}-{number}.txt", article(f"{round_} {number}"))
    spool.drop(f"{round_}-bad.txt", b"REJECT THIS: " + round_.encode())


def _must_fail(*rounds: str) -> frozenset[bytes]:
    return frozenset(f"{round_}-bad.txt".encode() for round_ in rounds)


def _watch(spool: Spool, outcome: Outcome, where: str) -> None:
    """While the fault lasts."""
    time.sleep(1)
    lines, ticks = spool.logged().count("\n"), _ticks(spool)
    time.sleep(LASTS)
    spent = (_ticks(spool) - ticks) / os.sysconf("SC_CLK_TCK")
    if spent > MAY_TAKE:
        outcome.fault("stuck", where, f"it spins: {spent:.2f} s of processor time in {LASTS} s")
    if (more := spool.logged().count("\n") - lines) > 1:
        outcome.fault("stuck", where, f"{more} lines in {LASTS} s: {spool.logged()[-300:]}")
    spool.settle_accounts(outcome, where, final=False, may_fail=True)


def _ticks(spool: Spool) -> int:
    with open(f"/proc/{spool.process.pid}/stat", "rb") as file:
        fields = file.read().rpartition(b") ")[2].split()
    return int(fields[11]) + int(fields[12])


def _end(spool: Spool, outcome: Outcome, where: str, must_fail: frozenset[bytes]) -> None:
    """The fault is gone."""
    if not spool.wait_for(lambda: _is_done(spool), 12):
        outcome.fault("stuck", where, f"12 s after the fault: {spool.logged()[-300:]}")
    spool.stop()
    spool.settle_accounts(outcome, where, must_fail=must_fail)
    outcome.point()


def _is_done(spool: Spool) -> bool:
    status = spool.status()
    return status.get("state") == "running" and not status.get("waiting") and not status.get("in_work")


def _read_only(context: Context, outcome: Outcome, name: str) -> None:
    where = f"{name} read-only"
    spool = context.spool(context.disk)
    folder = spool.path / name
    _drop_three(spool, "before")
    spool.drain()
    command("mount", "--bind", str(folder), str(folder))
    try:
        spool.start()
        spool.ready()
        remount(folder, "bind,ro")
        _drop_three(spool, "during")
        _watch(spool, outcome, where)
        remount(folder, "bind,rw")
        _end(spool, outcome, where, _must_fail("before", "during"))
    finally:
        command("umount", "-l", str(folder))
    spool.remove()


def _other_file_system(context: Context, outcome: Outcome, name: str) -> None:
    where = f"{name} on another file system"
    spool = context.spool(context.disk)
    with tmpfs(spool.path / name):
        _drop_three(spool, "other")
        spool.start()
        spool.ready()
        # A status of the moment before the inbox is looked at has nothing waiting either.
        spool.wait_for(lambda: any((spool.path / "archive").iterdir()), 10)
        _end(spool, outcome, where, _must_fail("other"))
    spool.remove()


def _no_access(context: Context, outcome: Outcome, name: str) -> None:
    where = f"{name} without permission"
    spool = _nobodys(context)
    _drop_three(spool, "before")
    spool.start(prefix=AS_NOBODY)
    spool.ready()
    spool.wait_for(lambda: _is_done(spool) and any((spool.path / "archive").iterdir()), 10)
    os.chmod(spool.path / name, 0)
    _drop_three(spool, "during")
    _watch(spool, outcome, where)
    os.chmod(spool.path / name, 0o750)
    _end(spool, outcome, where, _must_fail("before", "during"))
    spool.remove()


def _nobodys(context: Context) -> Spool:
    spool = context.spool(context.disk)
    os.chmod(context.disk, 0o755)
    os.chown(spool.path, NOBODY, NOBODY)
    os.chown(spool.path / "inbox", NOBODY, NOBODY)
    return spool


def _unreadable(context: Context, outcome: Outcome) -> None:
    """Somebody's file that the daemon may rename and not read; a folder that it may not look into."""
    where = "a file and a folder in the inbox that can't be read"
    spool = _nobodys(context)
    spool.drop("secret.txt", b"Not for everybody.\n")
    os.chmod(spool.inbox("secret.txt"), 0)
    os.makedirs(spool.inbox("locked"))
    os.chmod(spool.inbox("locked"), 0)
    spool.drop("open.txt", article("open"))
    spool.start("--rescan", "1", prefix=AS_NOBODY)
    spool.ready()
    _watch(spool, outcome, where)
    spool.drop("later.txt", article("later"))
    spool.wait_for(lambda: (spool.path / "archive/later.txt").exists(), 10)
    os.chmod(spool.inbox("locked"), 0o755)
    spool.stop()
    spool.settle_accounts(outcome, where, must_fail=frozenset([b"secret.txt"]))
    outcome.point()
    spool.remove()


ROW = Row("outbox and others read-only, elsewhere, without permission; unreadable files", run, needs_root=True,
          tools=["setpriv"])
