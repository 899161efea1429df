"""A hostile producer swaps files for links, pipes, devices, sockets and folders while the daemon takes them."""

import ctypes
import os
import random
import socket
import stat
import subprocess
import time

from context import Context, Row
from spool import Spool
from table import Outcome

SECRET = b"SECRET of another user"
AT_FDCWD, RENAME_EXCHANGE = -100, 2
_libc = ctypes.CDLL(None, use_errno=True)


def run(context: Context, outcome: Outcome) -> None:
    races = 100_000 if context.long else 10_000
    spool = context.spool(options=["--rescan", "1", "--jobs", "2"])
    outside = spool.path.with_name(spool.path.name + "-outside")
    (outside / "folder").mkdir(parents=True)
    for name in ("secret.txt", "folder/inside.txt", "folder/secret.txt"):
        (outside / name).write_bytes(SECRET)
    spool.start()
    spool.ready()
    attacker = Attacker(spool, os.fsencode(outside), random.Random(context.seed))
    last = time.monotonic()
    for number in range(races):
        attacker.swap()
        outcome.point()
        if number % 5_000 == 4_999:
            last = _probe(spool, outcome, number, last)
    spool.stop()
    spool.drain()
    published = sum(1 for _ in (spool.path / "outbox").rglob("*.json"))
    _look(spool, outcome, outside)
    outcome.note(f"{published:,} of the swapped files were taken while they were regular; 0 read outside of the inbox")
    subprocess.run(["rm", "-rf", str(outside)], check=False)
    spool.remove()


class Attacker:
    """Does one swap at a time, of a few names that come again and again."""

    def __init__(self, spool: Spool, outside: bytes, lot: random.Random):
        self.inbox = spool.inbox("")
        self.outside = outside
        self.lot = lot
        self.count = 0
        self.ways = [self.regular, self.regular, self.link, self.fifo, self.hard_link, self.folder, self.socket]
        if os.geteuid() == 0:
            self.ways.append(self.device)

    def swap(self) -> None:
        self.count += 1
        target = os.path.join(self.inbox, b"hot-%d.txt" % self.lot.randrange(6))
        fresh = os.path.join(self.inbox, b".fresh")
        try:
            self.lot.choice(self.ways)(fresh, target)
        except OSError:
            # The daemon was quicker, or a folder is in the way: that is the race.
            _discard(fresh)

    def regular(self, fresh: bytes, target: bytes) -> None:
        with open(fresh, "wb") as file:
            file.write(b"Regular %d\n" % self.count)
        os.rename(fresh, target)

    def link(self, fresh: bytes, target: bytes) -> None:
        os.symlink(os.path.join(self.outside, b"secret.txt"), fresh)
        self.replace(fresh, target)

    def fifo(self, fresh: bytes, target: bytes) -> None:
        os.mkfifo(fresh)
        self.replace(fresh, target)

    def device(self, fresh: bytes, target: bytes) -> None:
        os.mknod(fresh, stat.S_IFCHR | 0o600, os.makedev(1, 5))  # /dev/zero
        self.replace(fresh, target)

    def socket(self, fresh: bytes, target: bytes) -> None:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(fresh)
        self.replace(fresh, target)

    def hard_link(self, fresh: bytes, target: bytes) -> None:
        own = os.path.join(self.outside, b"own-%d" % self.count)
        with open(own, "wb") as file:
            file.write(b"Linked %d\n" % self.count)
        os.link(own, fresh)
        os.rename(fresh, target)

    def folder(self, fresh: bytes, target: bytes) -> None:
        """A folder with a document, then at once a link to a folder outside in its place."""
        folder = os.path.join(self.inbox, b"folder")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, b"inside.txt"), "wb") as file:
            file.write(b"Inside %d\n" % self.count)
        os.symlink(os.path.join(self.outside, b"folder"), fresh)
        _libc.renameat2(AT_FDCWD, fresh, AT_FDCWD, folder, RENAME_EXCHANGE)
        _discard(os.path.join(fresh, b"inside.txt"))
        os.rmdir(fresh)
        _discard(folder)

    def replace(self, fresh: bytes, target: bytes) -> None:
        """In the place of a regular file where there is one."""
        if _libc.renameat2(AT_FDCWD, fresh, AT_FDCWD, target, RENAME_EXCHANGE) != 0:
            os.rename(fresh, target)
        _discard(fresh)


def _discard(path: bytes) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass


def _probe(spool: Spool, outcome: Outcome, number: int, last: float) -> float:
    """A decent document still goes through, so nothing hangs."""
    spool.drop(f"probe-{number}.txt", f"Probe {number}.\n".encode())
    if not spool.wait_for(lambda: (spool.path / f"archive/probe-{number}.txt").exists(), 20):
        outcome.fault("stuck", f"after {number} races", f"a probe is not taken: {spool.logged()[-300:]}")
    return last


def _look(spool: Spool, outcome: Outcome, outside) -> None:
    for folder in ("outbox", "archive", "failed", "work"):
        for path in (spool.path / folder).rglob("*"):
            # A link that was claimed stands in failed/ as the link it is; nobody has followed it.
            if not path.is_symlink() and path.is_file() and SECRET in path.read_bytes():
                outcome.fault("torn", "races", f"{path} holds what stood outside")
    for name in ("secret.txt", "folder/inside.txt", "folder/secret.txt"):
        if not (outside / name).is_file() or (outside / name).read_bytes() != SECRET:
            outcome.fault("lost", "races", f"{name}, outside of the inbox, was touched")


ROW = Row("races: symlink, FIFO, device, socket, hard link, folder swapped for a file", run)
