"""Counts where every input of a spool has ended, apart from Winnow's own audit."""

import json
import os
from base64 import b64decode
from collections import Counter
from hashlib import sha256
from pathlib import Path

from table import Outcome

Key = tuple[bytes, str, str]


def _digest(path: bytes) -> str:
    with open(path, "rb") as file:
        return sha256(file.read()).hexdigest()


def _files(root: Path, private: bool = False) -> list[bytes]:
    """Regular files below a folder; names that begin with a dot only where asked for."""
    found = []
    for folder, folders, names in os.walk(os.fsencode(root)):
        if not private:
            folders[:] = [name for name in folders if not name.startswith(b".")]
        found += [os.path.join(folder, name) for name in names if private or not name.startswith(b".")]
    return [path for path in found if os.path.isfile(path) and not os.path.islink(path)]


class Census:
    """One look at the folders. Every input must be in one place, and every visible record must have its text."""

    def __init__(self, spool: Path):
        self.spool = spool
        self.records: Counter[Key] = Counter()
        self.torn: list[str] = []
        self.pairs: dict[bytes, tuple[str, bytes]] = {}
        self._read_outbox()
        self.archived = Counter(_digest(path) for path in _files(spool / "archive"))
        self.waiting = Counter(_digest(path) for path in _files(spool / "inbox"))
        self.in_work: Counter[str] = Counter()
        for work in (spool / "work", spool / "inbox/.work"):
            self.in_work.update(_digest(path) for path in _files(work, private=True))
        self.failed: Counter[str] = Counter()
        self._read_failed()
        temporary = spool / "outbox/.tmp"
        self.temporary = os.listdir(temporary) if temporary.is_dir() else []

    def _read_outbox(self) -> None:
        outbox = os.fsencode(self.spool / "outbox")
        texts = {path for path in _files(self.spool / "outbox") if path.endswith(b".txt")}
        told = set()
        for path in _files(self.spool / "outbox"):
            if not path.endswith(b".json"):
                continue
            shown = os.path.relpath(path, outbox).decode("utf-8", "backslashreplace")
            try:
                with open(path, "rb") as file:
                    data = file.read()
                record = json.loads(data)
                text = os.path.join(os.path.dirname(path), _path(record["text"]))
            except (ValueError, KeyError) as error:
                self.torn.append(f"{shown} is no record: {error!r}")
                continue
            told.add(text)
            if text not in texts:
                self.torn.append(f"{shown} has no text")
            elif _digest(text) != record["text"]["sha256"]:
                self.torn.append(f"{shown} has another text")
            source, sidecar = record["source"], record["sidecar"]
            self.records[_path(source), source["sha256"], sidecar["sha256"] if sidecar else ""] += 1
            self.pairs[os.path.relpath(path, outbox)] = (record["id"], data)
        self.lone_texts = [os.path.relpath(path, outbox) for path in texts - told]

    def _read_failed(self) -> None:
        paths = set(_files(self.spool / "failed"))
        for path in paths:
            if path + b".reason.json" in paths:
                self.failed[_digest(path)] += 1

    def check(
        self, dropped: Counter[Key], outcome: Outcome, where: str, final: bool = True, may_fail: bool = False,
        must_fail: frozenset[bytes] = frozenset(), keeps_originals: bool = True, reference: "Census | None" = None,
    ) -> bool:
        """Counts faults.

        ``final``: nothing may be left to do. ``may_fail``: documents may have been set aside. ``must_fail``: the paths
        that belong into failed/. ``reference``: what an undisturbed run made of the same inputs, byte for byte.
        """
        faults: list[tuple[str, str]] = [("torn", detail) for detail in self.torn]
        for key, times in dropped.items():
            faults += self._check_input(key, times, final, may_fail, key[0] in must_fail, keeps_originals)
        known = {key[1] for key in dropped} | {key[2] for key in dropped}
        faults += [("torn", f"archive/ holds bytes that nobody dropped: {sha}") for sha in self.archived if sha not in known]
        faults += [("torn", f"a record nobody's input has: {key}") for key in self.records if key not in dropped]
        if final:
            faults += [("torn", f"text without a record: {name!r}") for name in self.lone_texts]
            faults += [("stuck", f"temporary file {name}") for name in self.temporary]
        for name, pair in self.pairs.items() if reference else ():
            if name in reference.pairs and reference.pairs[name] != pair:
                faults.append(("torn", f"{name!r} differs from that of an undisturbed run"))
        for kind, detail in faults:
            outcome.fault(kind, where, detail)
        return not faults

    def _check_input(self, key: Key, times: int, final: bool, may_fail: bool, must_fail: bool, keeps_originals: bool):
        path, sha, _ = key
        shown = f"{path!r} ({sha[:8]})"
        records, failed = self.records[key], self.failed[sha]
        on_its_way = self.waiting[sha] + self.in_work[sha]
        # Dropped twice, it may have its record and be unreadable the second time.
        if records > 1 or records and failed and not (may_fail and times > 1):
            yield "duplicated", f"{shown} has {records} records and is {failed} times in failed/"
        if not records and not failed and not on_its_way:
            yield "lost", f"{shown} is nowhere"
        if records and keeps_originals and not self.archived[sha] and not on_its_way:
            yield "lost", f"the original of {shown} is neither in archive/ nor in work"
        if final and on_its_way:
            yield "stuck", f"{shown} still waits"
        if final and must_fail and records:
            yield "torn", f"{shown} belongs into failed/ and has a record"
        if final and failed and not must_fail and not may_fail:
            yield "stuck", f"{shown} is in failed/"


def _path(part: dict) -> bytes:
    return b64decode(part["path_base64"]) if "path_base64" in part else os.fsencode(part["path"])
