"""What the journal says, and how much of it."""

import json
import re
import time

from spool import SAMPLE, SPOOL, drop, settings



def journal_entries(box, _):
    entries = [json.loads(line) for line in box.run(
        "journalctl", "-u", "winnowd", "-o", "json", "WINNOW_EVENT=cleaned").splitlines()]
    entry = entries[-1]
    assert entry["WINNOW_DOCUMENT"] == SAMPLE and entry["PRIORITY"] == "6", entry
    assert len(entry["WINNOW_ID"]) == 32 and int(entry["WINNOW_BYTES_IN"]) > int(entry["WINNOW_BYTES_OUT"]) > 0, entry
    explained = box.run("journalctl", "-x", "-u", "winnowd", f"MESSAGE_ID={entry['MESSAGE_ID']}", "--no-pager")
    assert "Documents were cleaned" in explained and "Defined-By: Winnow" in explained, explained
    drop(box, "forged\nwinnowd: error: all is lost.txt", "A name with a line end.\n")
    box.wait(lambda: not list(box.path(f"{SPOOL}/inbox").iterdir()), 10)
    said = box.run("journalctl", "-u", "winnowd", "-o", "cat", "--no-pager")
    assert "\nwinnowd: error: all is lost" not in said, said


def flood(box, _):
    """Ten thousand documents that can't be cleaned: each is set aside with its reason, and the journal is not flooded."""
    box.run("systemctl", "stop", "winnowd")
    try:
        with settings(box, "max-size = 10\n"):
            _fail(box, 10_000)
    finally:
        box.run("systemctl", "stop", "winnowd")
        box.shell(f"find {SPOOL}/failed {SPOOL}/inbox -name 'flood-*' -delete")
        box.run("systemctl", "start", "winnowd")


def _fail(box, count):
    for number in range(count):
        box.path(f"{SPOOL}/inbox/flood-{number}.txt").write_text("Longer than ten bytes.\n")
    cursor = re.search(r"-- cursor: (.*)", box.run("journalctl", "-n", "0", "--show-cursor"))[1]
    start = time.monotonic()
    box.run("systemctl", "start", "winnowd")
    box.wait(lambda: f"{count:,} failed" in box.show("StatusText"), 240, "not all have failed")
    box.run("systemctl", "stop", "winnowd")
    took = time.monotonic() - start
    # What the journal has been sent it may not have written as yet.
    box.run("journalctl", "--sync")
    # All entries, picked here: where one is asked for by a field, journalctl of systemd 252 skips the first of them.
    said = box.run("journalctl", f"--after-cursor={cursor}", "-o", "json", "--no-pager").splitlines()
    entries = [entry for entry in map(json.loads, said) if entry.get("SYSLOG_IDENTIFIER") == "winnowd"]
    left_out = [int(entry["WINNOW_COUNT"]) for entry in entries if entry.get("WINNOW_EVENT") == "suppressed"]
    written = sum(entry.get("WINNOW_EVENT") == "failed" for entry in entries)
    known = written + sum(left_out)
    assert 1_000 <= written <= 1_000 + 20 * took + 20, f"{written} entries in {took:.0f} s"
    assert known == count, f"{known} of {count} events were written or counted"
    print(f"    {written:,} entries in {took:.0f} s; the others were counted in {len(left_out):,} entries")
    reasons = list(box.path(f"{SPOOL}/failed").glob("flood-*.reason.json"))
    assert len(reasons) == count and "too-large" in reasons[0].read_text()
