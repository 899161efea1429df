"""Between a crash and the restart the rules change, and names that are in use come again with other bytes."""

import os
import random
import shutil

import strace
from context import Context, Row
from scenarios import article
from spool import Spool
from table import Outcome

#: Two of these map to one output name.
NAMES = ["x", "x.txt", "y.txt"]


def run(context: Context, outcome: Outcome) -> None:
    changed = context.memory / "rules-changed"
    shutil.copytree(context.programs.rules, changed)
    rules = (changed / "battery.toml").read_text()
    (changed / "battery.toml").write_text(rules.replace("match = 'Advertisement'", "match = '(?:Advertisement|Anzeige)'"))
    for options in [[], ["--sync", "each"], ["--originals", "delete"]] if context.long else [[]]:
        spool = _fresh(context, options)
        points, _ = strace.points(spool.command("--once"), spool.path, context.memory)
        spool.remove()
        points = [point for point in points if context.long or point[0] in strace.CHANGING]
        context.each(lambda point, o=options: _try(context, outcome, point, o, changed), points)


def _fresh(context: Context, options: list[str]) -> Spool:
    spool = context.spool(options=["--jobs", "1", *options])
    for name in NAMES:
        spool.drop(name, article(f"{name}, first"))
    return spool


def _drop_again(spool: Spool, version: str) -> None:
    """Each name that is free: to rename over a waiting file is the producer's own choice, and loss."""
    for name in NAMES:
        if not os.path.exists(spool.inbox(name)):
            spool.drop(name, article(f"{name}, {version}"))


def _try(context: Context, outcome: Outcome, point: strace.Point, options: list[str], changed) -> None:
    lot = random.Random(f"{context.seed} {point}")
    spool = _fresh(context, options)
    where = f"{' '.join(options)} killed at {point}"
    keeps = "delete" not in options
    if spool.drain(prefix=strace.inject(point, "signal=KILL")) == 0:
        spool.remove()
        return
    outcome.point()
    _drop_again(spool, "second")
    spool.rules = changed
    again = strace.Point("renameat2", lot.randint(1, 12))
    where += f", other rules, killed at {again}"
    spool.drain(prefix=strace.inject(again, "signal=KILL"))
    _drop_again(spool, "third")
    spool.settle_accounts(outcome, where, final=False, keeps_originals=keeps)
    spool.rules = context.programs.rules
    for _ in range(2):
        if (status := spool.drain()) != 0:
            outcome.fault("stuck", where, f"the recovery ended with {status}: {spool.logged()[-300:]}")
        _drop_again(spool, "last")
    spool.drain()
    if spool.settle_accounts(outcome, where, keeps_originals=keeps):
        spool.remove()


ROW = Row("rules changed after a crash, names dropped again, two inputs of one output name", run, tools=["strace"])
