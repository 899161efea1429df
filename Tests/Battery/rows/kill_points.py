"""SIGKILL before each call of a run; then three recoveries, the first two of them killed as well."""

import random

import strace
from census import Census
from context import Context, Row
from scenarios import SCENARIOS, Scenario
from table import Outcome


def run(context: Context, outcome: Outcome) -> None:
    for scenario in SCENARIOS if context.long else SCENARIOS[:3]:
        every, reference = undisturbed(context, scenario)
        chosen = every if context.long else [point for point in every if point[0] in strace.CHANGING]
        # A choice by lot in the short form; another seed makes another choice.
        if not context.long:
            chosen = random.Random(context.seed).sample(chosen, min(len(chosen), 40))
        context.each(lambda point, s=scenario, r=reference, e=every: _try(context, outcome, s, point, e, r), chosen)


def undisturbed(context: Context, scenario: Scenario) -> tuple[list[strace.Point], Census]:
    """The points of a run that nobody disturbs, and what it leaves."""
    spool = scenario.make(context)
    points, status = strace.points(spool.command("--once"), spool.path, context.memory)
    if status != 0:
        raise RuntimeError(f"{scenario.name}: the undisturbed run ended with {status}")
    reference = Census(spool.path)
    scenario.remove(context, spool)
    return points, reference


def _try(context: Context, outcome: Outcome, scenario: Scenario, point, every, reference) -> None:
    lot = random.Random(f"{context.seed} {scenario.name} {point}")
    spool = scenario.make(context)
    where = f"{scenario.name}, {point}"
    if spool.drain(prefix=strace.inject(point, "signal=KILL")) == 0:
        # Not every run makes as many calls for memory as another.
        scenario.remove(context, spool)
        return
    outcome.point()
    expectations = {
        "must_fail": scenario.must_fail, "keeps_originals": scenario.keeps_originals, "reference": reference}
    spool.settle_accounts(outcome, where, final=False, **expectations)
    for _ in range(2):
        again = lot.choice(every)
        where += f", then {again}"
        spool.drain(prefix=strace.inject(again, "signal=KILL"))
        spool.settle_accounts(outcome, where, final=False, **expectations)
    if (status := spool.drain()) != 0:
        outcome.fault("stuck", where, f"the third recovery ended with {status}: {spool.logged()[-300:]}")
    well = spool.settle_accounts(outcome, where, **expectations)
    # Another start finds nothing to do.
    spool.drain()
    if well and spool.settle_accounts(outcome, where + ", another start", **expectations):
        scenario.remove(context, spool)


ROW = Row("SIGKILL before each system call, three recoveries", run, tools=["strace"])
