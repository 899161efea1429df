"""An inbox that is deleted, moved away, mounted over or unmounted while the daemon works."""

import os
import shutil
import subprocess
import time

from context import Context, Row
from rows.mounts import command
from scenarios import article
from spool import Spool
from table import Outcome

RESCAN = 2


def run(context: Context, outcome: Outcome) -> None:
    slowest = 0.0
    for what in (_deleted, _deleted_and_left, _moved_away, _mounted_over, _unmounted, _folder_recreated):
        for pause in (0.0, 0.5, 3.0) if context.long else (0.0, 0.5):
            slowest = max(slowest, _try(context, outcome, what, pause))
    outcome.note(f"taken again at most {slowest:.1f} s after, rescan every {RESCAN} s")


def _try(context: Context, outcome: Outcome, what, pause: float) -> float:
    where = f"{what.__name__.strip('_')}, {pause} s"
    spool = context.spool(context.disk, ["--rescan", str(RESCAN)])
    spool.drop("before.txt", article("before"))
    spool.start()
    spool.wait_for(lambda: (spool.path / "archive/before.txt").exists(), 10)
    mounted = False
    try:
        mounted = what(spool, pause)
        start = time.monotonic()
        os.makedirs(spool.inbox("sub"), exist_ok=True)
        spool.drop("after.txt", article("after"))
        spool.drop("sub/after.txt", article("sub/after"))
        archive = spool.path / "archive"
        if not spool.wait_for(lambda: (archive / "after.txt").exists() and (archive / "sub/after.txt").exists(), 15):
            outcome.fault("stuck", where, f"the new inbox is not looked at: {spool.logged()[-300:]}")
        took = time.monotonic() - start
        if took > RESCAN + 1:
            outcome.fault("stuck", where, f"{took:.1f} s, and the inbox is looked through every {RESCAN} s")
        outcome.point()
        spool.stop()
        well = spool.settle_accounts(outcome, where)
    finally:
        spool.kill()
        if mounted:
            subprocess.run(["umount", "-l", str(spool.path / "inbox")], check=False)
    if well:
        spool.remove()
    return took


def _deleted(spool: Spool, pause: float) -> bool:
    shutil.rmtree(spool.path / "inbox")
    time.sleep(pause)
    os.makedirs(spool.path / "inbox", exist_ok=True)
    return False


def _deleted_and_left(spool: Spool, pause: float) -> bool:
    """Nobody makes it anew but the daemon."""
    shutil.rmtree(spool.path / "inbox")
    spool.wait_for((spool.path / "inbox").is_dir, 15)
    time.sleep(pause)
    return False


def _moved_away(spool: Spool, pause: float) -> bool:
    (spool.path / "inbox").rename(spool.path / "old-inbox")
    time.sleep(pause)
    os.makedirs(spool.path / "inbox", exist_ok=True)
    return False


def _mounted_over(spool: Spool, pause: float) -> bool:
    command("mount", "-t", "tmpfs", "tmpfs", str(spool.path / "inbox"))
    time.sleep(pause)
    return True


def _unmounted(spool: Spool, pause: float) -> bool:
    """Mounted while the daemon starts anew, then gone; the folder below is the inbox again."""
    spool.stop()
    command("mount", "-t", "tmpfs", "tmpfs", str(spool.path / "inbox"))
    spool.start()
    spool.drop("mounted.txt", article("mounted"))
    spool.wait_for(lambda: (spool.path / "archive/mounted.txt").exists(), 10)
    command("umount", "-l", str(spool.path / "inbox"))
    time.sleep(pause)
    return False


def _folder_recreated(spool: Spool, pause: float) -> bool:
    spool.drop("sub/before.txt", article("sub/before"))
    spool.wait_for(lambda: (spool.path / "archive/sub/before.txt").exists(), 10)
    shutil.rmtree(spool.path / "inbox/sub")
    time.sleep(pause)
    os.makedirs(spool.path / "inbox/sub", exist_ok=True)
    return False


ROW = Row("inbox deleted, moved away, mounted over, unmounted", run, needs_root=True)
