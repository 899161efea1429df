"""The clock set a year on and a year back while the daemon works, and files from other years: no effect."""

import os
import time
from pathlib import Path

from census import Census
from context import Context, Row
from scenarios import article
from spool import Spool
from table import Outcome

YEAR = 365 * 86_400


def run(context: Context, outcome: Outcome) -> None:
    # Another process's clock can't be set without setting everybody's; a library in front of libc does it.
    library = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
    if library is None:
        outcome.skipped = "needs libfaketime (package faketime)"
        return
    shift = context.disk / "clock"
    shift.write_text("+0\n")
    faked = dict(os.environ, LD_PRELOAD=str(library), FAKETIME_TIMESTAMP_FILE=str(shift), FAKETIME_NO_CACHE="1",
                 FAKETIME_DONT_FAKE_MONOTONIC="1")
    spool = context.spool(context.disk, ["--rescan", "1", "--settle", "0.2"])
    # By way of another program, as the library changes the environment, from which Swift finds the arguments.
    spool.start(prefix=["env"], env=faked)
    spool.ready()
    number = 0
    for seconds in (0, YEAR, -YEAR, 2 * YEAR, 0):
        shift.write_text(f"{seconds:+d}\n")
        for age in (0, YEAR, -YEAR, 50 * YEAR):
            number += 1
            _drop_aged(spool, f"{number}.txt", article(number), age)
            _drop_aged(spool, f"copied-{number}.txt", article(f"{number}, copied"), age, renamed=False)
            outcome.point(2)
        if not spool.wait_for(spool.is_idle, 10):
            outcome.fault("stuck", f"clock at {seconds:+d} s", f"{spool.logged()[-300:]}")
    spool.stop()
    # The same inputs without any of that: the same bytes.
    plain = context.spool(context.disk)
    for index in range(1, number + 1):
        plain.drop(f"{index}.txt", article(index))
        plain.drop(f"copied-{index}.txt", article(f"{index}, copied"))
    plain.drain()
    if spool.settle_accounts(outcome, "clock", reference=Census(plain.path)):
        spool.remove()
        plain.remove()


def _drop_aged(spool: Spool, name: str, data: bytes, age: int, renamed: bool = True) -> None:
    target = spool.inbox(name)
    path = spool.inbox("." + name) if renamed else target
    with open(path, "wb") as file:
        file.write(data)
        moment = time.time() - age
        os.utime(path, (moment, moment))
    if renamed:
        os.rename(path, target)
    spool.note(name, data)


ROW = Row("clock set by ±1 year, files from other years", run)
