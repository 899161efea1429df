"""The service: reloaded, killed, stuck, stopped, confined."""

import re
import shutil
import time

from box import HOME
from spool import SPOOL, drop, drop_many, nothing_lost, override, settings, tidy, wait_for



def reload(box, _):
    box.write("/etc/winnow/rules/mine.toml", 'winnow = 1\npack = "mine"\n[[rule]]\nid = "a"\ndo = "drop-line"\nmatch = \'Our line\'\n')
    place = box.path("/etc/winnow/winnow.toml")
    place.write_text(place.read_text() + 'rules = ["/usr/share/winnow/rules", "/etc/winnow/rules"]\nsettle = 0.2\n')
    assert "sound" in box.run("winnow", "config", "check")
    box.run("systemctl", "reload", "winnowd")
    drop(box, "mine.txt", "Text stays.\n\nOur line\n")
    wait_for(box, ["mine.txt"])
    assert box.path(f"{SPOOL}/outbox/mine.txt").read_text() == "Text stays.\n"
    box.write("/etc/winnow/rules/mine.toml", "winnow = 1\npack = \"mine\"\n[[rule]]\nid = \"a\"\ndo = \"drop-line\"\nmatch = '('\n")
    assert box.status("systemctl", "reload", "winnowd") != 0, "systemctl reload hides that the rules were refused"
    assert box.run("systemctl", "is-active", "winnowd").strip() == "active"
    assert "the last reload was refused: /etc/winnow/rules/mine.toml:6:" in box.show("StatusText"), box.show("StatusText")
    said = box.run("journalctl", "-u", "winnowd", "-o", "cat", "WINNOW_EVENT=reload-refused", "--no-pager")
    assert re.search(r"mine\.toml:6:\d+: error: .*\n  6 \| match = '\('\n +\| +\^", said), said
    drop(box, "old-rules.txt", "Text stays.\n\nOur line\n")
    wait_for(box, ["old-rules.txt"])
    assert box.path(f"{SPOOL}/outbox/old-rules.txt").read_text() == "Text stays.\n"
    box.path("/etc/winnow/rules/mine.toml").unlink()
    place.write_text(place.read_text().replace('rules = ["/usr/share/winnow/rules", "/etc/winnow/rules"]\n', ""))
    box.run("systemctl", "reload", "winnowd")
    box.wait(lambda: "refused" not in box.show("StatusText"), 20, box.show("StatusText"))


def kill_nine(box, _):
    restarts = int(box.show("NRestarts"))
    names = []
    for round_ in range(5):
        names += drop_many(box, f"kill{round_}", 60)
        killed = box.show("MainPID")
        box.run("systemctl", "kill", "-s", "SIGKILL", "winnowd")
        box.wait(lambda: box.show("MainPID") not in (killed, "0") and box.show("ActiveState") == "active", 20,
                 "it was not started again")
    wait_for(box, names)
    assert int(box.show("NRestarts")) >= restarts + 5
    nothing_lost(box)


def stuck_worker(box, _):
    """A thread that cleans a document is stopped for good, as by a fault in a library: the process lives, but its work stands
    still, and only what counts the work itself can notice."""
    override(box, "watchdog", "[Service]\nWatchdogSec=8s\n")
    with settings(box, "jobs = 2\n"):
        box.run("systemctl", "restart", "winnowd")
        restarts = int(box.show("NRestarts"))
        time.sleep(12)  # An idle service is alive.
        assert int(box.show("NRestarts")) == restarts, "the watchdog has killed an idle service"
        names = _stop_a_worker(box)
        box.wait(lambda: int(box.show("NRestarts")) > restarts, 30, "the watchdog has not noticed")
        said = box.run("journalctl", "-u", "winnowd", "--no-pager", "-n", "60")
        assert "Watchdog timeout" in said, said
    tidy(box)
    wait_for(box, names)
    nothing_lost(box)


def _stop_a_worker(box):
    """Stops the thread that works hardest, of a service that is given seconds of work once it is watched; the documents."""
    box.write("/root/stop-worker.py", (HOME / "Tests/Systemd/stop-worker.py").read_text())
    box.write("/root/stop-worker.log", "")
    log = box.path("/root/stop-worker.log")
    box.shell(f"setsid python3 /root/stop-worker.py {box.show('MainPID')} >/root/stop-worker.log 2>&1 &")
    box.wait(lambda: "watching" in log.read_text(), 30, "nothing watches the threads")
    # One document alone is cleaned where it was found. The others have come when it is done, make a batch, and go to the workers.
    large = "".join(f"Line {number} of a long document, with words enough to be prose.\n" for number in range(60_000))
    names = [f"large-{number}.txt" for number in range(16)]
    for name in names:
        drop(box, name, large)
    box.wait(lambda: "stands still" in log.read_text(), 30, f"no thread was stopped: {log.read_text()}")
    return names


def stop_under_load(box, _):
    names = drop_many(box, "load", 1500)
    box.run("systemctl", "stop", "winnowd")
    assert box.show("Result") == "success" and box.show("ExecMainStatus") == "0", box.show("Result")
    left = len(list(box.path(f"{SPOOL}/inbox").iterdir()))
    print(f"    {left} of {len(names)} were waiting when it had stopped")
    box.run("systemctl", "start", "winnowd")
    wait_for(box, names)
    nothing_lost(box)


def long_start(box, _):
    """A start that takes longer than the manager waits: much stands in work, and the process hardly gets a processor."""
    limit = 8
    box.run("systemctl", "stop", "winnowd")
    override(box, "start", f"[Service]\nTimeoutStartSec={limit}s\n")
    folder = f"{SPOOL}/work/0/long-start"
    box.shell(f"mkdir {folder} && cd {folder} && seq 200000 | xargs touch && chown -R winnow:winnow .")
    try:
        _starve(box, limit)
    finally:
        box.run("systemctl", "stop", "winnowd")
        for place in ("work/0", "archive", "outbox", "failed"):
            box.shell(f"rm -rf {SPOOL}/{place}/long-start")
        tidy(box)


def _starve(box, limit):
    box.run("systemctl", "start", "--no-block", "winnowd")
    box.wait(lambda: box.show("MainPID") != "0", 20)
    process = box.show("MainPID")
    box.shell(
        f"end=$((SECONDS + {limit + 5})); while ((SECONDS < end)); do kill -STOP {process}; sleep 0.2;"
        f" kill -CONT {process}; sleep 0.004; done")
    assert box.show("ActiveState") == "activating", "it was ready too soon to show anything"
    box.wait(lambda: box.show("ActiveState") != "activating", 30)
    assert box.show("ActiveState") == "active" and box.show("MainPID") == process, box.show("Result")
    start, ready = (int(box.show(name)) for name in ("ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic"))
    assert ready - start > limit * 1_000_000, f"ready after {(ready - start) / 1e6:.1f} s"
    print(f"    ready after {(ready - start) / 1e6:.1f} s, with TimeoutStartSec={limit}s")


def hardening(box, _):
    box.write("/usr/local/bin/probe", (HOME / "Tests/Systemd/probe.py").read_text(), 0o755)
    override(box, "probe", "[Service]\nExecStartPre=/usr/local/bin/probe\n")
    box.run("systemctl", "restart", "winnowd")
    said = box.run("journalctl", "-u", "winnowd", "-o", "cat", "--no-pager", "-t", "probe")
    possible = re.findall(r"^YES: (.*)$", said, re.MULTILINE)
    assert possible == ["map memory that is writable and executable", "write into the spool"], said
    assert len(re.findall(r"^no: ", said, re.MULTILINE)) >= 17, said
    box.path(f"{SPOOL}/.winnow/probe.txt").unlink()
    tidy(box)


def machine_code(box, _):
    assert "as machine code" in box.run("winnow", "status", "--spool", SPOOL), box.said
    box.write("/etc/systemd/system/winnowd.service.d/mdwe.conf", (HOME / "systemd/examples/no-machine-code.conf").read_text())
    box.run("systemctl", "daemon-reload")
    box.run("systemctl", "restart", "winnowd")
    box.wait(lambda: "interpreted" in box.run("winnow", "status", "--spool", SPOOL), 20, box.said)
    assert "rules are interpreted" in box.run("journalctl", "-u", "winnowd", "-o", "cat", "WINNOW_EVENT=interpreted")
    drop(box, "interpreted.txt", "Text.\n\nAdvertisement\n")
    wait_for(box, ["interpreted.txt"])
    tidy(box)


def instance(box, _):
    shutil.copy(box.path("/etc/winnow/winnow.toml"), box.path("/etc/winnow/news.toml"))
    box.run("systemctl", "start", "winnowd@news")
    drop(box, "other.txt", "Another spool.\n", f"{SPOOL}-news/inbox")
    wait_for(box, ["other.txt"], spool=f"{SPOOL}-news")
    box.run("systemctl", "reload", "winnowd@news")
    box.run("systemctl", "stop", "winnowd@news")
    assert box.status("systemctl", "start", "winnowd@nosuch") != 0


def unusable_settings(box, _):
    """A service that can't start with its settings says why and does not try for ever."""
    with settings(box, "jobs = 0\n"):
        assert box.status("systemctl", "restart", "winnowd") != 0
        time.sleep(2.5)
        assert box.show("ActiveState") == "failed" and box.show("ExecMainStatus") == "2", box.show("ActiveState")
        said = box.run("journalctl", "-u", "winnowd", "-o", "cat", "--no-pager", "-n", "20")
    assert "error: jobs wants a whole number from 1 to 256" in said and "^" in said, said
    box.run("systemctl", "restart", "winnowd")
