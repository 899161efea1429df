"""strace: the calls that a run makes, and what to do before one of them."""

import re
import subprocess
from collections import Counter
from pathlib import Path

#: Calls that change what is stored, or make it durable.
CHANGING = frozenset(
    "openat mkdirat write renameat2 renameat linkat unlinkat fsync fdatasync syncfs ftruncate pwrite64".split())
#: Calls that a disk or a short system may answer with an error.
FALLIBLE = CHANGING | frozenset(
    "openat2 read pread64 getdents64 newfstatat statx fstatfs lseek fcntl flock inotify_init1 inotify_add_watch".split())

_LINE = re.compile(rb"^(\d+) +(?:<\.\.\. )?([a-z_0-9]+)[( ]")


class Point(tuple):
    """The n-th call of a name in a thread."""

    def __new__(cls, call: str, number: int):
        return super().__new__(cls, (call, number))

    def __str__(self) -> str:
        return f"{self[0]} {self[1]}"


def points(command: list[str], spool: Path, scratch: Path) -> tuple[list[Point], int]:
    """All points of a run from the first call that names its spool; and the run's exit status."""
    trace = scratch / f"{spool.name}.trace"
    status = subprocess.run(
        ["strace", "-f", "-qq", "-o", str(trace), *command], stderr=subprocess.DEVNULL, check=False).returncode
    counts: Counter[tuple[bytes, bytes]] = Counter()
    found: dict[Point, None] = {}
    begun = False
    for line in trace.read_bytes().splitlines():
        match = _LINE.match(line)
        if not match or b"resumed>" in line:
            continue
        thread, call = match.groups()
        counts[thread, call] += 1
        # The command line and the search for the rules come before; the spool's own folder is opened first.
        begun = begun or call != b"execve" and bytes(spool) in line
        if begun and call not in (b"exit_group", b"exit"):
            found[Point(call.decode(), counts[thread, call])] = None
    trace.unlink()
    return list(found), status


def inject(point: Point, action: str, for_good: bool = False) -> list[str]:
    """The prefix that does something at a point: ``signal=KILL`` before the call, or ``error=ENOSPC`` instead of it."""
    call, number = point
    when = f"{number}+" if for_good else f"{number}"
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{action}:when={when}"]
