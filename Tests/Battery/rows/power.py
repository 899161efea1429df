"""Power loss: the spool is on XFS in a file, and the shutdown ioctl drops all that is not on the disk."""

import fcntl
import os
import random
import struct
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import strace
from census import Census
from context import Context, Row
from scenarios import SIDECAR, article
from spool import Spool
from table import Outcome

XFS_IOC_GOINGDOWN = 0x8004587D
#: What is written at the last moment: nothing at all; or the log alone, so that renames are kept and data that nobody
#: has synced is not.
FLAGS = {"nothing more is written": 2, "the log alone is written": 1}


class Disk:
    """XFS on a loop device."""

    def __init__(self, folder: Path, number: int):
        self.image = folder / f"disk-{number}.img"
        self.mount_point = folder / f"mounted-{number}"
        self.mount_point.mkdir()
        with open(self.image, "wb") as file:
            file.truncate(320 << 20)
        _command("mkfs.xfs", "-q", str(self.image))
        self.mount()

    def mount(self) -> None:
        _command("mount", "-o", "loop", str(self.image), str(self.mount_point))

    def unmount(self) -> None:
        _command("umount", str(self.mount_point))

    def lose_power(self, flag: int) -> None:
        """What is not stored is gone; afterwards the file system is mounted again, as at the next start."""
        folder = os.open(self.mount_point, os.O_RDONLY)
        fcntl.ioctl(folder, XFS_IOC_GOINGDOWN, struct.pack("I", flag))
        os.close(folder)
        for _ in range(30):
            self.unmount()
            self.mount()
            try:
                os.listdir(self.mount_point)
                return
            except OSError:
                # A process that has a copy of all mounts keeps the old one alive for a while.
                time.sleep(1)
        raise RuntimeError(f"{self.image} can't be mounted anew")


def _command(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")


@contextmanager
def disk(context: Context, number: int):
    made = Disk(context.disk, number)
    try:
        yield made
    finally:
        made.unmount()
        made.image.unlink()


def run(context: Context, outcome: Outcome) -> None:
    with disk(context, 1) as made:
        for options in [[], ["--batch", "1"], ["--sync", "each"], ["--originals", "delete"]] if context.long else [[]]:
            _at_each_call(context, outcome, made, options)
        _at_random(context, outcome, made, 200 if context.long else 12)
        # Without syncing, the same must lose something, or the test proves nothing.
        proof = Outcome("without syncing", quiet=True)
        _at_each_call(context, proof, made, ["--sync", "off"])
        if not proof.lost or not proof.torn:
            outcome.fault("stuck", "the battery itself", "it finds no fault with --sync off")
        outcome.note(f"with --sync off the same points show {proof.lost} lost, {proof.torn} torn")


def _fresh(context: Context, made: Disk, options: list[str]) -> Spool:
    spool = context.spool(made.mount_point, ["--jobs", "1", *options])
    spool.log = context.disk / f"{spool.path.name}.log"
    spool.drop("a.txt", article("a"), SIDECAR)
    spool.drop("sub/b.html", article("b"))
    spool.drop("c", article("c"))
    spool.drop("bad.txt", b"REJECT THIS\n")
    # The producer's own part: what it dropped is stored.
    os.sync()
    return spool


def _at_each_call(context: Context, outcome: Outcome, made: Disk, options: list[str]) -> None:
    spool = _fresh(context, made, options)
    points, _ = strace.points(spool.command("--once"), spool.path, context.disk)
    spool.remove()
    # Between two of these nothing changes that a power loss could show.
    for point in [point for point in points if point[0] in strace.CHANGING]:
        for what in FLAGS:
            spool = _fresh(context, made, options)
            if spool.drain(prefix=strace.inject(point, "signal=KILL")) != 0:
                outcome.point()
                where = f"before {point} {' '.join(options)}, {what}"
                _lose_and_recover(outcome, made, spool, where, FLAGS[what], options)
            spool.remove()


def _lose_and_recover(
    outcome: Outcome, made: Disk, spool: Spool, where: str, flag: int, options: list[str]
) -> None:
    before = Census(spool.path)
    made.lose_power(flag)
    after = Census(spool.path)
    # What a consumer may have seen: its text must be there, and the same.
    for name, pair in before.pairs.items():
        if name in after.pairs and after.pairs[name] != pair:
            outcome.fault("torn", where, f"{name!r} was seen and is another now")
    expectations = {"must_fail": frozenset([b"bad.txt"]), "keeps_originals": "delete" not in options}
    spool.settle_accounts(outcome, where, final=False, **expectations)
    if (status := spool.drain()) != 0:
        outcome.fault("stuck", where, f"the recovery ended with {status}: {spool.logged()[-300:]}")
    spool.settle_accounts(outcome, where, **expectations)


def _at_random(context: Context, outcome: Outcome, made: Disk, rounds: int) -> None:
    """Many documents, the power lost somewhere in their midst; time and again on one spool."""
    lot = random.Random(context.seed)
    spool = _fresh(context, made, [])
    for number in range(rounds):
        for document in range(60):
            spool.drop(f"sub{document % 4}/{number}-{document}.txt", article(f"{number}-{document}") * lot.choice([1, 40]))
        os.sync()
        spool.start()
        time.sleep(lot.uniform(0.02, 0.25))
        spool.kill()
        outcome.point()
        what = lot.choice(list(FLAGS))
        where = f"power loss {number} at random, seed {context.seed}, {what}"
        _lose_and_recover(outcome, made, spool, where, FLAGS[what], [])
    spool.remove()


ROW = Row(
    "power loss at each change of a commit (XFS, shutdown ioctl)", run, needs_root=True,
    tools=["strace", "mkfs.xfs", "losetup"])
