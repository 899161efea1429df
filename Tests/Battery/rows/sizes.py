"""Documents over max-size, and documents that are large in every way that costs memory."""

import os
import time
from pathlib import Path

from context import Context, Row
from table import Outcome

MIB = 1 << 20


def _large(context: Context) -> dict[str, bytes]:
    """By name, what is as large as may be: 60 MB, in the short form 8 MB."""
    size = 60_000_000 if context.long else 8_000_000
    return {
        "one line": b"word " * (size // 5),
        "one line without a space": b"x" * size,
        "empty lines": b"\n" * size,
        "short lines": b"a\n" * (size // 2),
        "each line removed": b"Text\n\nAdvertisement\n\n" * (size // 22),
        "no UTF-8": b"caf\xe9 \xff\n" * (size // 7),
        "CRLF": b"a line of text\r\n" * (size // 16),
        "mixed line ends": b"a\r\nb\nc\r" * (size // 8),
    }


def run(context: Context, outcome: Outcome) -> None:
    _too_large(context, outcome)
    peaks = []
    for name, data in _large(context).items():
        peaks.append((_resident(context, outcome, name, data), name))
    peak, name = max(peaks)
    outcome.note(f"the most memory: {peak:.0f} MB for {len(_large(context)['one line']) / 1e6:.0f} MB of '{name}'")


def _too_large(context: Context, outcome: Outcome) -> None:
    """One byte too many, and exactly as many as are allowed."""
    spool = context.spool(context.disk)
    spool.drop("over.txt", b"x" * (64 * MIB + 1))
    spool.drop("small.txt", b"Small.\n")
    spool.drain()
    reason = (spool.path / "failed/over.txt.reason.json").read_text()
    if '"too-large"' not in reason:
        outcome.fault("stuck", "65 MiB", f"the reason is {reason}")
    outcome.point()
    if spool.settle_accounts(outcome, "64 MiB and a byte", must_fail=frozenset([b"over.txt"])):
        spool.remove()


def _resident(context: Context, outcome: Outcome, name: str, data: bytes) -> float:
    spool = context.spool(context.disk)
    spool.drop("large.txt", data)
    spool.drop("after.txt", b"After.\n")
    spool.start()
    start = time.monotonic()
    spool.wait_for(lambda: _done(spool), 180)
    took = time.monotonic() - start
    status = Path(f"/proc/{spool.process.pid}/status").read_text() if spool.process.poll() is None else ""
    spool.stop()
    peak = int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6 if status else 0
    outcome.point()
    failed = [path.read_text() for path in (spool.path / "failed").glob("*.reason.json")]
    why = "cleaned" if not failed else failed[0].split('"what": "')[1].split('"')[0]
    if context.long:
        outcome.note(f"'{name}' of {len(data) / 1e6:.0f} MB: {why}, {took:.1f} s, {peak:.0f} MB")
    # Cleaned, or set aside with its reason; and the queue goes on.
    if spool.settle_accounts(outcome, f"{len(data) / 1e6:.0f} MB of {name}", may_fail=True):
        spool.remove()
    return peak


def _done(spool) -> bool:
    time.sleep(0.05)
    return spool.process.poll() is not None or os.path.exists(spool.path / "archive/after.txt") and not any(
        path.is_file() for path in (spool.path / "work").rglob("*")) and not os.path.exists(spool.inbox("large.txt"))


ROW = Row("documents over max-size, lines of 60 MB and other large ones", run)
