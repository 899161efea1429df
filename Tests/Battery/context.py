"""What every row is given: the programs, folders to work in, and how much is asked for."""

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Iterable

from spool import Programs, Spool
from table import Outcome


@dataclass
class Context:
    programs: Programs
    #: The long form: every point. The short one tries a choice that fits into continuous integration.
    long: bool
    #: A folder on a disk.
    disk: Path
    #: A folder in memory, for rows that start the daemon thousands of times and ask nothing of a disk.
    memory: Path
    #: Tells runs of one row apart; every choice by lot follows from it.
    seed: int
    kills: int | None = None
    files: int | None = None

    def spool(self, parent: Path | None = None, options: list[str] | None = None) -> Spool:
        return Spool(self.programs, parent or self.memory, options)

    def each(self, work: Callable, items: Iterable, together: int = 4) -> None:
        """Does the work for all items, several at a time; the first exception ends it."""
        with ThreadPoolExecutor(together) as pool:
            for _ in pool.map(work, items):
                pass


@dataclass
class Row:
    """A line of the table. ``run`` adds to an outcome; ``needs_root`` rows are skipped without root."""

    name: str
    run: Callable[[Context, Outcome], None]
    needs_root: bool = False
    tools: list[str] = field(default_factory=list)

    def missing(self) -> list[str]:
        return [tool for tool in self.tools if shutil.which(tool) is None]


def scratch(parent: str | None) -> Path:
    return Path(tempfile.mkdtemp(prefix="battery-", dir=parent))
