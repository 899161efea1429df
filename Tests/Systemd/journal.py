"""What the journal says, and how much of it."""

import json
import re
import time

from spool import SAMPLE, SPOOL, drop



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
    count = 10_000
    settings = box.path("/etc/winnow/winnow.toml")
    settings.write_text(settings.read_text() + "max-size = 10\n")
    box.run("systemctl", "stop", "winnowd")
    for number in range(count):
        box.path(f"{SPOOL}/inbox/flood-{number}.txt").write_text("Longer than ten bytes.\n")
    cursor = re.search(r"-- cursor: (.*)", box.run("journalctl", "-n", "0", "--show-cursor"))[1]
    start = time.monotonic()
    box.run("systemctl", "start", "winnowd")
    box.wait(lambda: f"{count:,} failed" in box.show("StatusText"), 180, "not all have failed")
    box.run("systemctl", "stop", "winnowd")
    took = time.monotonic() - start

    def entries(kind):
        said = box.run("journalctl", f"--after-cursor={cursor}", "-u", "winnowd", "-o", "json", f"WINNOW_EVENT={kind}")
        return [json.loads(line) for line in said.splitlines()]

    failed, suppressed = entries("failed"), entries("suppressed")
    assert 1_000 <= len(failed) <= 1_000 + 20 * took + 20, f"{len(failed)} entries in {took:.0f} s"
    untold = sum(int(entry["WINNOW_COUNT"]) for entry in suppressed)
    assert len(failed) + untold == count, f"{len(failed)} written, {untold} counted"
    print(f"    {len(failed):,} entries in {took:.0f} s; {untold:,} more were counted in {len(suppressed):,} entries")
    reasons = list(box.path(f"{SPOOL}/failed").glob("flood-*.reason.json"))
    assert len(reasons) == count and "too-large" in reasons[0].read_text()
    settings.write_text(settings.read_text().replace("max-size = 10\n", ""))
    box.shell(f"find {SPOOL}/failed -name 'flood-*' -delete")
    box.run("systemctl", "start", "winnowd")
