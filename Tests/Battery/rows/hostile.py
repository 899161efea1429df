"""Hostile text for every shipped rule: repeats of its own beginnings. Each document within its budget, the queue goes on."""

import itertools
import random
import tomllib
from pathlib import Path

from context import Context, Row
from spool import ROOT
from table import Outcome

SIZE = 100_000


def _seeds(rule: dict) -> list[str]:
    """What a rule looks for: its tests' texts, and its pattern as text."""
    texts = [test.get("in") or test.get("same") or test.get("rejects") or "" for test in rule.get("test", [])[:2]]
    match = rule.get("match", [])
    return [*texts, *([match] if isinstance(match, str) else match)[:2]]


def _texts(seed: str) -> list[bytes]:
    pieces = {seed[: max(1, len(seed) * share // 4)] for share in (1, 2, 3, 4)} | {seed[:-1]} - {""}
    texts = []
    for piece, end in itertools.product(sorted(pieces), ("", "\n")):
        unit = (piece + end).encode()
        texts.append(unit * (SIZE // len(unit) + 1))
    return texts


def run(context: Context, outcome: Outcome) -> None:
    spool = context.spool(context.disk, ["--jobs", "2"])
    spool.rules = ROOT / "Rules"
    count = 0
    for path in sorted(Path(ROOT / "Rules").glob("*/*.toml")):
        for rule in tomllib.loads(path.read_text()).get("rule", []):
            texts = [text for seed in _seeds(rule) if seed for text in _texts(seed)]
            # A choice by lot; another seed makes another one.
            most = 8 if context.long else 1
            texts = random.Random(f"{context.seed} {rule['id']}").sample(texts, min(most, len(texts)))
            for text in texts:
                count += 1
                spool.drop(f"{count}.txt", text)
    spool.drop("last.txt", b"The last one.\n")
    if (status := spool.drain(timeout=3600)) != 0:
        outcome.fault("stuck", "hostile texts", f"it ended with {status}: {spool.logged()[-300:]}")
    outcome.point(count)
    # A document over its budget is set aside, which would be a fault of a shipped rule.
    if spool.settle_accounts(outcome, "hostile texts"):
        spool.remove()


ROW = Row("hostile text for every shipped rule", run)
