"""An error instead of a call, once and for good: nothing may be lost, and a passing fault may set nothing aside."""

import random
import time

import strace
from context import Context, Row
from rows.kill_points import undisturbed
from scenarios import SCENARIOS, Scenario
from table import Outcome

ERRORS = ("ENOSPC", "EIO", "EDQUOT", "EMFILE")
#: In the short form, as faults that last take seconds each.
CHOSEN_ONCE, CHOSEN_FOR_GOOD = 40, 12
#: Faults that last are tried on these alone.
MAIN = (SCENARIOS[0], SCENARIOS[2])


def run(context: Context, outcome: Outcome) -> None:
    for scenario in SCENARIOS if context.long else SCENARIOS[:3]:
        every, reference = undisturbed(context, scenario)
        every = [point for point in every if point[0] in strace.FALLIBLE]
        tries = [(point, error, good) for point in every for error in ERRORS
                 for good in ((False, True) if scenario in MAIN else (False,))]
        if not context.long:
            lot = random.Random(context.seed)
            once = lot.sample([entry for entry in tries if not entry[2]], CHOSEN_ONCE)
            good = [entry for entry in tries if entry[2]]
            tries = once + lot.sample(good, min(len(good), CHOSEN_FOR_GOOD))
        # Most of the time is spent waiting until the daemon tries again.
        context.each(lambda entry, s=scenario, r=reference: _try(context, outcome, s, r, *entry), tries, together=40)


def _try(context: Context, outcome: Outcome, scenario: Scenario, reference, point, error: str, good: bool) -> None:
    spool = scenario.make(context)
    where = f"{scenario.name}, {error} at {point}{' and from then on' if good else ''}"
    status = spool.drain(prefix=strace.inject(point, f"error={error}", good), timeout=120)
    outcome.point()
    if status is None:
        outcome.fault("stuck", where, f"it never ended: {spool.logged()[-300:]}")
    elif status not in (0, 1, 2):
        outcome.fault("stuck", where, f"it crashed with {status}: {spool.logged()[-300:]}")
    # What can't be read for good is set aside, each with its reason; nothing else may be.
    expectations = {
        "must_fail": scenario.must_fail, "may_fail": good, "keeps_originals": scenario.keeps_originals,
        "reference": reference}
    well = spool.settle_accounts(outcome, where, final=False, **expectations)
    for _ in range(3):
        if (status := spool.drain()) != 0:
            outcome.fault("stuck", where, f"without the fault it ended with {status}: {spool.logged()[-300:]}")
        if spool.is_idle():
            break
        # A process that this one starts meanwhile holds, for a moment, what is open for writing here.
        time.sleep(1)
    if well and spool.settle_accounts(outcome, where, **expectations):
        scenario.remove(context, spool)


ROW = Row("ENOSPC, EIO, EDQUOT, EMFILE at each system call, once and for good", run, tools=["strace"])
