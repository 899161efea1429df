"""A spool to break: what was dropped into it, the daemon on it, and what became of every input."""

import hashlib
import itertools
import json
import os
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

from census import Census
from table import Outcome

ROOT = Path(__file__).resolve().parents[2]

#: Until a program is started, a copy of this one stands in its place, and holds open what another thread here is writing: a
#: daemon would take that for a writer, and leave the file alone.
STARTING = threading.Lock()


def launch(words: list, **options) -> subprocess.Popen:
    """Starts a program while no file is being written."""
    with STARTING:
        return subprocess.Popen(words, **options)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Programs:
    """The built programs, and rules that are quick to read."""

    def __init__(self, build: Path):
        self.winnowd = build / "winnowd"
        self.winnow = build / "winnow"
        self.rules = ROOT / "Tests/Battery/rules"


class Spool:
    """A spool in a folder of its own. ``dropped`` is the ledger that ``settle_accounts`` holds it against."""

    numbers = itertools.count(1)

    def __init__(self, programs: Programs, parent: Path, options: list[str] | None = None):
        self.programs = programs
        self.path = parent / f"spool-{next(Spool.numbers)}"
        self.options = options or []
        self.rules = programs.rules
        #: How often each input was dropped: its path, its digest, its sidecar's.
        self.dropped: Counter[tuple[bytes, str, str]] = Counter()
        self.process: subprocess.Popen | None = None
        self.log = self.path.with_suffix(".log")
        (self.path / "inbox").mkdir(parents=True, exist_ok=True)

    def inbox(self, name: str | bytes) -> bytes:
        return os.path.join(os.fsencode(self.path / "inbox"), os.fsencode(name))

    def drop(self, name: str | bytes, data: bytes, sidecar: bytes | None = None, durable: bool = False) -> None:
        """Renames a document into the inbox, after its sidecar, and notes it in the ledger."""
        if sidecar is not None:
            self._place(os.fsencode(name) + b".meta.json", sidecar, durable)
        self._place(os.fsencode(name), data, durable)
        self.note(name, data, sidecar)

    def note(self, name: str | bytes, data: bytes, sidecar: bytes | None = None) -> None:
        key = (os.fsencode(name), digest(data), digest(sidecar) if sidecar is not None else "")
        self.dropped[key] += 1

    def _place(self, name: bytes, data: bytes, durable: bool) -> None:
        target = self.inbox(name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        partial = os.path.join(os.path.dirname(target), b".drop-" + str(next(Spool.numbers)).encode())
        with STARTING, open(partial, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.rename(partial, target)

    def command(self, *extra: str) -> list[str]:
        base = [str(self.programs.winnowd), "--spool", str(self.path), "--rules", str(self.rules)]
        settle = [] if "--settle" in self.options else ["--settle", "0"]
        return [*base, *settle, *self.options, *extra]

    def start(self, *extra: str, prefix: list[str] | None = None, **popen) -> subprocess.Popen:
        """Starts the daemon; its log is kept beside the spool."""
        with open(self.log, "ab") as log:
            # A group of its own: where strace is killed, what it runs must go, too.
            self.process = launch(
                [*(prefix or []), *self.command(*extra)], stderr=log, start_new_session=True, **popen)
        return self.process

    def drain(self, *extra: str, prefix: list[str] | None = None, timeout: float = 60) -> int | None:
        """Runs the daemon with ``--once``; its exit status, or None where it did not end in time."""
        process = self.start("--once", *extra, prefix=prefix)
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def stop(self, timeout: float = 30) -> int | None:
        if self.process is None:
            return 0
        self.process.terminate()
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            return None
        self.process = None
        return status

    def kill(self) -> None:
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # it has ended by itself
            self.process.wait()
            self.process = None

    def logged(self) -> str:
        return self.log.read_bytes().decode("utf-8", "replace") if self.log.exists() else ""

    def wait_for(self, what, seconds: float) -> bool:
        """Looks every few milliseconds until something holds."""
        end = time.monotonic() + seconds
        while not what():
            if time.monotonic() > end:
                return bool(what())
            time.sleep(0.005)
        return True

    def ready(self, seconds: float = 20) -> bool:
        return self.wait_for(lambda: "watching" in self.logged(), seconds)

    def is_idle(self) -> bool:
        """Whether no document waits in the inbox or in work."""
        folders = [self.path / "inbox", self.path / "work"]
        return not any(path.is_file() and path.name[0] != "." for folder in folders for path in folder.rglob("*"))

    def status(self) -> dict:
        try:
            return json.loads((self.path / ".winnow/status.json").read_bytes())
        except (FileNotFoundError, ValueError):
            return {}

    def settle_accounts(self, outcome: Outcome, where: str, final: bool = True, **expectations) -> bool:
        """Holds the folders against the ledger; True where all is well. See ``Census``."""
        well = Census(self.path).check(self.dropped, outcome, where, final, **expectations)
        if final and well:
            audit = launch(
                [self.programs.winnow, "audit", "--spool", self.path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True)
            said, _ = audit.communicate()
            if audit.returncode != 0:
                outcome.fault("torn", where, "the audit says: " + said.strip()[:300])
                well = False
        return well

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self.path, ignore_errors=True)
        self.log.unlink(missing_ok=True)
