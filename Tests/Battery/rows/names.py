"""Names of any bytes: published, set aside, sent back and audited; and they forge neither log lines nor JSON."""

import json
import os
import re
import subprocess

from context import Context, Row
from spool import Spool
from table import Outcome

FORGED = "cleaned 'forged'"
NAMES: list[bytes] = [
    b"-rf", b"--help", b" ", b"a b.txt", b"a\nwinnowd: " + FORGED.encode(), b"\r\x1b[2J\x07.txt", b"\xff\xfe.txt", b"\x80",
    b"caf\xc3\xa9.txt", b"cafe\xcc\x81.txt", "文書.txt".encode(), "\u202egnp.txt".encode(), "\u2028line.txt".encode(),
    b'","id":"forged', b"\\u0000", b"%n%s", b"$(reboot)", b"`x`", b"*", b"?", b"a.json", b"a.txt", b"a.txt.txt", b"a.meta",
    b"a.reason.json", b"CON", b"a.", b"n" * 255, b"n" * 251 + b".txt", "é".encode() * 127, b"\xc3" * 255,
    "文".encode() * 85, b"~folder", b"x~0123456789ab", b"#a#",
]
FOLDERS: list[bytes] = [b"", b"-x/", b"sub\n/", b"\xff/", b"f" * 255 + b"/", b"d~folder/~folder/"]


def run(context: Context, outcome: Outcome) -> None:
    spool = context.spool()
    rejected = context.spool()
    must_fail = set()
    for folder in FOLDERS:
        for name in NAMES:
            # Each name has other bytes, so that the census can tell them apart.
            spool.drop(folder + name, b"Text of " + folder.hex().encode() + b" " + name.hex().encode() + b".\n")
            rejected.drop(folder + name, b"REJECT THIS: " + folder.hex().encode() + b" " + name.hex().encode() + b"\n")
            must_fail.add(folder + name)
            outcome.point(2)
    for one in (spool, rejected):
        if (status := one.drain()) != 0:
            outcome.fault("stuck", "names", f"it ended with {status}: {one.logged()[-300:]}")
        _check_log(one, outcome)
        _check_json(one, outcome)
    well = spool.settle_accounts(outcome, "names, published")
    well &= rejected.settle_accounts(outcome, "names, set aside", must_fail=frozenset(must_fail))
    _send_back(rejected, outcome, must_fail)
    if well:
        spool.remove()
        rejected.remove()


def _check_log(spool: Spool, outcome: Outcome) -> None:
    for line in spool.log.read_bytes().split(b"\n")[:-1]:
        if not re.match(rb"(\d{4}-[^ ]+Z )?winnowd: ", line) or line.startswith(f"winnowd: {FORGED}".encode()):
            outcome.fault("torn", "names", f"a log line that nobody wrote: {line!r}")
        elif not line.decode("utf-8", "replace").isprintable():
            outcome.fault("torn", "names", f"a log line that isn't printable: {line!r}")


def _check_json(spool: Spool, outcome: Outcome) -> None:
    """Every key once, and the id is no name's."""
    def once(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            outcome.fault("torn", "names", f"a key twice: {pairs}")
        return dict(pairs)

    for path in [*(spool.path / "outbox").rglob("*.json"), *(spool.path / "failed").rglob("*.reason.json")]:
        data = path.read_bytes()
        if not data.startswith(b"{"):
            continue  # a document that is called like a reason
        value = json.loads(data, object_pairs_hook=once)
        if value.get("id") == "forged":
            outcome.fault("torn", "names", f"{path} is forged")


def _send_back(spool: Spool, outcome: Outcome, names: set[bytes]) -> None:
    done = subprocess.run(
        [spool.programs.winnow, "retry", "--all", "--spool", spool.path], capture_output=True, check=False)
    if done.returncode != 0:
        outcome.fault("stuck", "names, sent back", repr(done.stderr[:300]))
    for name in names:
        if not os.path.isfile(spool.inbox(name)):
            outcome.fault("lost", "names, sent back", f"{name!r} is not in the inbox")
    spool.settle_accounts(outcome, "names, sent back", final=False)


ROW = Row("names of any bytes", run)
