"""SIGKILL at random moments, 0 to 150 ms after the first temporary file, while documents keep coming."""

import os
import random
import subprocess
import threading
import time

from context import Context, Row
from scenarios import SIDECAR
from spool import Spool
from table import Outcome

#: A spool is counted and thrown away after so many kills.
EPOCH = 50


def run(context: Context, outcome: Outcome) -> None:
    kills = context.kills or (10_000 if context.long else 200)
    rounds = 0
    documents = 0
    lock = threading.Lock()

    def epoch(number: int) -> None:
        nonlocal rounds, documents
        wanted = min(EPOCH, kills - number * EPOCH)
        used, dropped = _epoch(context, outcome, number, wanted)
        with lock:
            rounds += used
            documents += dropped

    context.each(epoch, range((kills + EPOCH - 1) // EPOCH), together=3)
    outcome.note(f"{documents:,} documents, {rounds:,} kills of which {outcome.points:,} hit work in hand")


def _epoch(context: Context, outcome: Outcome, number: int, wanted: int) -> tuple[int, int]:
    lot = random.Random(f"{context.seed} {number}")
    sync, batch = lot.choice(["batch", "batch", "each"]), lot.choice(["512", "3"])
    spool = context.spool(context.disk, ["--jobs", "2", "--sync", sync, "--batch", batch])
    temporary = spool.path / "outbox/.tmp"
    effective = rounds = count = 0
    while effective < wanted and rounds < 4 * wanted + 20:
        rounds += 1
        process = spool.start()
        ends = None
        while True:
            now = time.monotonic()
            # Documents keep coming, so that there is a commit to hit at any moment.
            count += 1
            _drop(spool, count, lot)
            if ends is None and _holds_files(temporary):
                ends = now + lot.uniform(0, 0.15)
            if ends is not None and now >= ends:
                break
            time.sleep(lot.uniform(0, 0.003))
        if process.poll() is not None:
            outcome.fault("stuck", f"epoch {number}", f"the daemon ended by itself: {spool.logged()[-300:]}")
            break
        spool.kill()
        if _holds_files(temporary) or any(folder.is_file() for folder in (spool.path / "work").rglob("*")):
            effective += 1
            outcome.point()
    if (status := spool.drain()) != 0:
        outcome.fault("stuck", f"epoch {number}", f"the last recovery ended with {status}: {spool.logged()[-300:]}")
    set_aside = sum('"crash"' in reason.read_text() for reason in (spool.path / "failed").rglob("*.reason.json"))
    if set_aside:
        # Three kills while one document was tried alone look as if it had caused them. Whoever asks has it back.
        outcome.note(f"epoch {number}: {set_aside} set aside after three kills each, sent back by 'winnow retry'")
        subprocess.run([spool.programs.winnow, "retry", "--spool", spool.path], capture_output=True, check=True)
        spool.drain()
    if spool.settle_accounts(outcome, f"soak, epoch {number} of seed {context.seed}"):
        spool.remove()
    return rounds, len(spool.dropped)


def _drop(spool: Spool, count: int, lot: random.Random) -> None:
    """Every tenth under a name that comes again and again, once the earlier one has been claimed."""
    data = f"Document {count}\n\nAdvertisement\n\nIts number is {lot.random()}.\n".encode() * lot.choice([1, 1, 1, 50])
    name = f"sub{count % 3}/{count}.txt"
    if count % 10 == 0 and not os.path.exists(spool.inbox("again.txt")):
        name = "again.txt"
    # A sidecar of a name that is in use would be the next document's or the last one's.
    spool.drop(name, data, SIDECAR if count % 7 == 0 and name != "again.txt" else None)


def _holds_files(folder) -> bool:
    try:
        return any(os.scandir(folder))
    except FileNotFoundError:
        return False


ROW = Row("SIGKILL at random, 0–150 ms after the first temporary file", run)
