"""Runs of few documents that, between them, go every way a document can go."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from context import Context
from spool import Spool

SIDECAR = b'{"source": "example.org", "language": "en"}\n'


def article(number: int | str) -> bytes:
    return f"Article {number}\n\nAdvertisement\n\nA sentence of article {number}, to be kept.\n".encode()


@dataclass
class Scenario:
    name: str
    #: name, content, sidecar
    documents: list[tuple[str, bytes, bytes | None]]
    options: list[str] = field(default_factory=list)
    #: Folders of the spool that are symbolic links to another file system.
    elsewhere: list[str] = field(default_factory=list)
    must_fail: frozenset[bytes] = frozenset()
    #: Documents that are cleaned before, in another run.
    before: list[tuple[str, bytes, bytes | None]] = field(default_factory=list)

    @property
    def keeps_originals(self) -> bool:
        return "delete" not in self.options

    def make(self, context: Context) -> Spool:
        spool = context.spool(options=["--jobs", "1", *self.options])
        other = self._other(context, spool)
        for folder in self.elsewhere:
            (other / folder).mkdir(parents=True)
            if (spool.path / folder).is_dir():
                (spool.path / folder).rmdir()
            os.symlink(other / folder, spool.path / folder)
        for document in self.before:
            spool.drop(*document)
        if self.before and (spool.drain() != 0 or not spool.is_idle()):
            raise RuntimeError(f"the undisturbed run failed: {spool.logged()}")
        for document in self.documents:
            spool.drop(*document)
        return spool

    def remove(self, context: Context, spool: Spool) -> None:
        spool.remove()
        shutil.rmtree(self._other(context, spool), ignore_errors=True)

    def _other(self, context: Context, spool: Spool) -> Path:
        return context.disk / f"other-{spool.path.name}"


PLAIN = [("a.txt", article("a"), None), ("sub/b.html", article("b"), SIDECAR), ("c", article("c"), None)]
MIXED = [("bad.txt", b"REJECT THIS\n", SIDECAR), ("again.txt", article("again"), None), ("a.txt", article("new"), None)]

SCENARIOS = [
    Scenario("three documents", PLAIN),
    Scenario("each document cleaned while the one before is committed", PLAIN, ["--batch", "1"]),
    Scenario(
        "one rejected, one that is done, one name that is taken", MIXED, must_fail=frozenset([b"bad.txt"]),
        before=[("again.txt", article("again"), None), ("a.txt", article("old"), None)]),
    Scenario("sync each", PLAIN, ["--sync", "each"]),
    Scenario("originals deleted", PLAIN, ["--originals", "delete"]),
    Scenario(
        "archive and failed on another file system", PLAIN + MIXED[:1], elsewhere=["archive", "failed"],
        must_fail=frozenset([b"bad.txt"])),
    Scenario("inbox on another file system", PLAIN, elsewhere=["inbox"]),
]
