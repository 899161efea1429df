"""What a row of the battery has found, and the table that shows all rows."""

import sys
import threading
from dataclasses import dataclass, field

FAULTS = ("lost", "torn", "duplicated", "stuck")


@dataclass
class Outcome:
    """Points tried and faults found; threads may add to it at once."""

    name: str
    points: int = 0
    lost: int = 0
    torn: int = 0
    duplicated: int = 0
    stuck: int = 0
    notes: list[str] = field(default_factory=list)
    skipped: str = ""
    seconds: float = 0
    #: Faults are expected, and only counted.
    quiet: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def point(self, count: int = 1) -> None:
        with self._lock:
            self.points += count

    def fault(self, kind: str, where: str, detail: str) -> None:
        """Counts a fault and says at once where it was."""
        assert kind in FAULTS
        with self._lock:
            setattr(self, kind, getattr(self, kind) + 1)
            if self.quiet:
                return
            print(f"  {self.name}: {kind}: {where}: {detail}", file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        with self._lock:
            self.notes.append(text)

    @property
    def failed(self) -> bool:
        if self.skipped:
            return False
        return self.points == 0 or any(getattr(self, kind) for kind in FAULTS)


def render(outcomes: list[Outcome]) -> str:
    """The table, in Markdown, so that it can be kept as it is."""
    lines = ["| test | points tried | lost | torn | duplicated | stuck | seconds | figures |"]
    lines.append("|---|---:|---:|---:|---:|---:|---:|---|")
    for outcome in outcomes:
        if outcome.skipped:
            lines.append(f"| {outcome.name} | skipped | | | | | | {outcome.skipped} |")
            continue
        counts = " | ".join(f"{getattr(outcome, kind):,}" for kind in FAULTS)
        notes = "; ".join(outcome.notes)
        lines.append(f"| {outcome.name} | {outcome.points:,} | {counts} | {outcome.seconds:,.0f} | {notes} |")
    return "\n".join(lines)
