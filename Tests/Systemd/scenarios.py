"""What a person with a Debian 12 system does with the package, and what goes wrong there."""

import json
import re
import shutil
import tempfile
import time
from pathlib import Path

from box import HOME, Box, Failed, Overlay, bare_tree, chroot, run

SPOOL = "/var/spool/winnow"
SAMPLE = "harbour-ferry.txt"


def bare_install(package):
    """With nothing there but a minimal Debian: the package's declared dependencies have to be enough."""
    overlay = Overlay(bare_tree())
    try:
        run("mount", "-t", "proc", "proc", overlay.root / "proc")
        shutil.copy(package, overlay.root / "tmp")
        shutil.copy(HOME / "samples" / SAMPLE, overlay.root / "tmp")
        chroot(overlay.root, "apt-get", "update")
        chroot(overlay.root, "apt-get", "install", "-y", "--no-install-recommends", f"/tmp/{package.name}")
        assert "winnowd" in chroot(overlay.root, "winnowd", "--version")
        cleaned = chroot(overlay.root, "winnow", "clean", f"/tmp/{SAMPLE}")
        assert cleaned == (HOME / "Tests/Goldens/samples" / SAMPLE).read_text(), cleaned
        assert "sound" in chroot(overlay.root, "winnow", "config", "check")
    finally:
        overlay.close()


def drop(box, name, text, folder=f"{SPOOL}/inbox"):
    """As a producer should: written under a private name, then renamed."""
    place = box.path(folder)
    private = place / f".{name}.part"
    private.write_text(text)
    private.chmod(0o640)
    private.rename(place / name)


def pairs(box, spool=SPOOL):
    return {path.name for path in box.path(f"{spool}/outbox").glob("*.json")}


def wait_for(box, names, seconds=60, spool=SPOOL):
    wanted = {Path(name).stem + ".json" for name in names}
    def all_there():
        return wanted <= pairs(box, spool)
    try:
        box.wait(all_there, seconds)
    except Failed:
        missing = sorted(wanted - pairs(box, spool))
        log = box.run("journalctl", "-u", "winnowd", "-n", "15", "--no-pager")
        raise Failed(f"{len(missing)} pairs never came: {missing[:3]}\n{log}") from None


def nothing_lost(box, spool=SPOOL):
    """The spool's own audit; it finds every document in one place, whole."""
    box.run("winnow", "audit", "--spool", spool)


def install(box, package):
    shutil.copy(package, box.root / "root")
    box.run("apt-get", "install", "-y", f"/root/{package.name}")
    assert box.run("systemctl", "is-active", "winnowd").strip() == "active"
    assert box.run("systemctl", "is-enabled", "winnowd").strip() == "enabled"
    box.wait(lambda: "0 waiting · 0 cleaned · rules" in box.show("StatusText"), 5, "no status in words")
    start, ready = (int(box.show(name)) for name in ("ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic"))
    memory = re.search(r"VmRSS:\s+(\d+) kB", box.run("cat", f"/proc/{box.show('MainPID')}/status"))
    print(f"    start to READY: {(ready - start) / 1000:.0f} ms; resident at rest: {int(memory[1]) / 1024:.1f} MiB")


def member_drops_and_reads(box, _):
    box.run("useradd", "--create-home", "--groups", "winnow", "alice")
    box.run("useradd", "--create-home", "mallory")
    shutil.copy(HOME / "samples" / SAMPLE, box.path("/home/alice/sample.txt"))
    box.path("/home/alice/sample.txt").chmod(0o644)
    box.shell(f"cp ~alice/sample.txt {SPOOL}/inbox/.new && mv {SPOOL}/inbox/.new {SPOOL}/inbox/{SAMPLE}", user="alice")
    wait_for(box, [SAMPLE])
    text = box.shell(f"cat {SPOOL}/outbox/{SAMPLE}", user="alice")
    assert text == (HOME / "Tests/Goldens/samples" / SAMPLE).read_text(), text
    restored = box.shell(f"winnow restore {SPOOL}/outbox/{Path(SAMPLE).stem}.json", user="alice")
    assert restored == (HOME / "samples" / SAMPLE).read_text()
    assert "running" in box.shell(f"winnow status --spool {SPOOL}", user="alice")
    box.shell(f"cd {SPOOL}/outbox && rm {Path(SAMPLE).stem}.json {SAMPLE}", user="alice")
    assert box.status("ls", f"{SPOOL}/inbox", user="mallory") != 0, "a stranger sees the inbox"
    box.wait(lambda: "1 cleaned" in box.show("StatusText"), 5, box.show("StatusText"))


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


def reload(box, _):
    box.write("/etc/winnow/rules/mine.toml", 'winnow = 1\npack = "mine"\n[[rule]]\nid = "a"\ndo = "drop-line"\nmatch = \'Our line\'\n')
    settings = box.path("/etc/winnow/winnow.toml")
    settings.write_text(settings.read_text() + 'rules = ["/usr/share/winnow/rules", "/etc/winnow/rules"]\nsettle = 0.2\n')
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
    settings.write_text(settings.read_text().replace('rules = ["/usr/share/winnow/rules", "/etc/winnow/rules"]\n', ""))
    box.run("systemctl", "reload", "winnowd")
    box.wait(lambda: "refused" not in box.show("StatusText"), 5, box.show("StatusText"))


def drop_many(box, prefix, count, size=30):
    names = [f"{prefix}-{number}.txt" for number in range(count)]
    for name in names:
        drop(box, name, f"Document {name}.\n\n" + "Some words of it stand here.\n" * size + "\nAdvertisement\n")
    return names


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


def override(box, name, text):
    box.write(f"/etc/systemd/system/winnowd.service.d/{name}.conf", text)
    box.run("systemctl", "daemon-reload")


def stuck_worker(box, _):
    """A thread that cleans a document is stopped for good, as by a fault in a library: the process lives, but its work stands
    still, and only what counts the work itself can notice."""
    settings = box.path("/etc/winnow/winnow.toml")
    settings.write_text(settings.read_text() + "jobs = 2\n")
    override(box, "watchdog", "[Service]\nWatchdogSec=8s\n")
    box.run("systemctl", "restart", "winnowd")
    restarts = int(box.show("NRestarts"))
    time.sleep(12)  # An idle service is alive.
    assert int(box.show("NRestarts")) == restarts, "the watchdog has killed an idle service"
    large = "".join(f"Line {number} of a long document, with words enough to be prose.\n" for number in range(60_000))
    # Found together by the first look, they make one batch, which goes to the workers.
    box.run("systemctl", "stop", "winnowd")
    drop(box, "small.txt", "A small one.\n")
    drop(box, "large.txt", large)
    box.run("systemctl", "start", "winnowd")
    restarts = int(box.show("NRestarts"))
    box.write("/root/stop-worker.py", (HOME / "Tests/Systemd/stop-worker.py").read_text())
    box.run("python3", "/root/stop-worker.py", box.show("MainPID"))
    box.wait(lambda: int(box.show("NRestarts")) > restarts, 30, "the watchdog has not noticed")
    said = box.run("journalctl", "-u", "winnowd", "--no-pager", "-n", "60")
    assert "Watchdog timeout" in said, said
    settings.write_text(settings.read_text().replace("jobs = 2\n", ""))
    tidy(box)
    wait_for(box, ["large.txt", "small.txt"])
    nothing_lost(box)


def stop_under_load(box, _):
    names = drop_many(box, "load", 1500)
    box.run("systemctl", "stop", "winnowd")
    assert box.show("Result") == "success" and box.show("ExecMainStatus") == "0", box.show("Result")
    left = len(list(box.path(f"{SPOOL}/inbox").iterdir()))
    print(f"    {left} of {len(names)} were waiting when it had stopped")
    box.run("systemctl", "start", "winnowd")
    wait_for(box, names)
    nothing_lost(box)


def hardening(box, _):
    box.write("/usr/local/bin/probe", (HOME / "Tests/Systemd/probe.py").read_text(), 0o755)
    override(box, "probe", "[Service]\nExecStartPre=/usr/local/bin/probe\n")
    box.run("systemctl", "restart", "winnowd")
    said = box.run("journalctl", "-u", "winnowd", "-o", "cat", "--no-pager", "-t", "probe")
    possible = re.findall(r"^YES: (.*)$", said, re.MULTILINE)
    assert possible == ["map memory that is writable and executable", "write into the spool"], said
    assert len(re.findall(r"^no: ", said, re.MULTILINE)) >= 15, said
    box.path(f"{SPOOL}/.winnow/probe.txt").unlink()
    tidy(box)


def machine_code(box, _):
    assert "as machine code" in box.run("winnow", "status", "--spool", SPOOL), box.said
    box.write("/etc/systemd/system/winnowd.service.d/mdwe.conf", (HOME / "systemd/examples/no-machine-code.conf").read_text())
    box.run("systemctl", "daemon-reload")
    box.run("systemctl", "restart", "winnowd")
    box.wait(lambda: "interpreted" in box.run("winnow", "status", "--spool", SPOOL), 5, box.said)
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
    settings = box.path("/etc/winnow/winnow.toml")
    good = settings.read_text()
    settings.write_text(good + "jobs = 0\n")
    assert box.status("systemctl", "restart", "winnowd") != 0
    time.sleep(2.5)
    assert box.show("ActiveState") == "failed" and box.show("ExecMainStatus") == "2", box.show("ActiveState")
    said = box.run("journalctl", "-u", "winnowd", "-o", "cat", "--no-pager", "-n", "20")
    assert "error: jobs wants a whole number from 1 to 256" in said and "^" in said, said
    settings.write_text(good)
    box.run("systemctl", "restart", "winnowd")


def examples(box, _):
    """Producers and consumers of docs/operations.md, as users of the group."""
    place = box.path("/usr/share/doc/winnow/examples")
    for path in sorted((HOME / "docs/examples").iterdir()):
        assert (place / path.name).read_text() == path.read_text(), f"{path.name} is not in the package"
    folder, outbox = "/usr/share/doc/winnow/examples", f"{SPOOL}/outbox"
    for old in box.path(outbox).glob("[!.]*"):
        old.unlink()
    def produce(*names):
        for name in names:
            box.write(f"/home/alice/{name}", f"Document {name}.\n")
        box.run("bash", f"{folder}/produce.sh", f"{SPOOL}/inbox", *(f"/home/alice/{name}" for name in names), user="alice")
    def is_empty():
        return not list(box.path(outbox).glob("[!.]*"))

    box.write("/home/alice/p1.txt.meta.json", '{"source": "example.org", "mine": 7}')
    produce("p1.txt", "p2.txt")
    wait_for(box, ["p1.txt", "p2.txt"])
    assert json.loads(box.path(f"{outbox}/p1.json").read_text())["document"]["mine"] == 7
    said = box.run("python3", f"{folder}/consume.py", outbox, "--once", user="alice")
    assert "p1.txt 2 words" in said and is_empty(), said

    box.shell(f"setsid bash {folder}/consume.sh {outbox} sh -c 'cat \"$0\" \"$1\" >>/home/alice/taken' >/home/alice/log 2>&1 &", user="alice")
    produce("s1.txt")
    box.wait(is_empty, 20, "the consumer in the shell has not taken the first")
    produce("s2.txt", "s3.txt")
    box.wait(lambda: is_empty() and "s3.txt" in box.path("/home/alice/taken").read_text(), 20, "nor the others")
    box.run("pkill", "-u", "alice")

    shutil.copy(place / "consume.py", box.path("/usr/local/bin/consume.py"))
    box.path("/usr/local/bin/consume.py").chmod(0o755)
    for unit in ("winnow-consume.path", "winnow-consume.service"):
        shutil.copy(place / unit, box.path("/etc/systemd/system"))
    box.run("systemctl", "daemon-reload")
    box.run("systemctl", "start", "winnow-consume.path")
    produce("u1.txt")
    box.wait(lambda: "u1.txt" in box.run("journalctl", "-u", "winnow-consume", "-o", "cat"), 20, "the path unit has not seen it")
    produce("u2.txt", "u3.txt")
    box.wait(lambda: "u3.txt" in box.run("journalctl", "-u", "winnow-consume", "-o", "cat"), 20, "nor the others")
    box.wait(is_empty, 5, "a pair stays")
    box.run("systemctl", "stop", "winnow-consume.path")
    nothing_lost(box)


def archive_age(box, _):
    before = len(list(box.path(f"{SPOOL}/archive").iterdir()))
    box.run("systemd-tmpfiles", "--clean")
    assert before > 10 and len(list(box.path(f"{SPOOL}/archive").iterdir())) == before, "young originals were deleted"
    ages = (HOME / "systemd/tmpfiles.d/winnow-archive.conf").read_text().replace("c:90d", "c:1s")
    box.write("/etc/tmpfiles.d/winnow-archive.conf", ages)
    published, time_ = len(pairs(box)), time.sleep(1.2)
    box.run("systemd-tmpfiles", "--clean")
    assert not list(box.path(f"{SPOOL}/archive").iterdir()), "old originals stay"
    assert len(pairs(box)) == published and box.path(f"{SPOOL}/inbox").is_dir() and time_ is None
    box.path("/etc/tmpfiles.d/winnow-archive.conf").unlink()


def upgrade(box, package):
    """From an older build, whose service is in the middle of its work."""
    with tempfile.TemporaryDirectory() as folder:
        run("dpkg-deb", "-R", package, f"{folder}/old")
        control = Path(folder, "old/DEBIAN/control")
        control.write_text(re.sub(r"^Version: .*$", "Version: 0.0.1", control.read_text(), flags=re.MULTILINE))
        run("dpkg-deb", "--root-owner-group", "-b", f"{folder}/old", box.path("/root/old.deb"))
    box.run("apt-get", "install", "-y", "--allow-downgrades", "-o", "Dpkg::Options::=--force-confold", "/root/old.deb")
    assert "0.0.1" in box.run("dpkg-query", "-W", "winnow")
    process = box.show("MainPID")
    names = drop_many(box, "upgrade", 800)
    box.run("apt-get", "install", "-y", "-o", "Dpkg::Options::=--force-confold", f"/root/{package.name}")
    box.wait(lambda: box.show("ActiveState") == "active" and box.show("MainPID") != process, 20, "the new build does not run")
    wait_for(box, names)
    nothing_lost(box)


def documents(box):
    return {str(path.relative_to(box.root)) for folder in ("inbox", "outbox", "archive", "failed")
            for path in box.path(f"{SPOOL}/{folder}").rglob("*") if path.is_file()}


def remove_and_purge(box, _):
    box.run("systemctl", "stop", "winnowd")
    drop_many(box, "waiting", 5)
    before = documents(box)
    assert len([name for name in before if "/inbox/" in name]) == 5 and len(before) > 1000
    box.run("apt-get", "remove", "-y", "winnow")
    assert documents(box) == before
    assert box.path("/etc/winnow/winnow.toml").exists() and not box.path("/usr/bin/winnowd").exists()
    assert box.status("systemctl", "is-active", "winnowd") != 0
    box.run("apt-get", "purge", "-y", "winnow")
    assert documents(box) == before, "purging has deleted documents"
    assert not box.path("/etc/winnow/winnow.toml").exists()


def tidy(box):
    """What a scenario has put over the units goes, however it ended."""
    folder = box.path("/etc/systemd/system/winnowd.service.d")
    if folder.exists() and list(folder.iterdir()):
        shutil.rmtree(folder)
        box.run("systemctl", "daemon-reload")
        box.run("systemctl", "restart", "winnowd")


BARE = [("the package's declared dependencies are enough in a bare Debian 12", bare_install)]
TESTS = [
    ("installed, the service runs at once", install),
    ("a member of group winnow drops the sample and reads the pair", member_drops_and_reads),
    ("the journal has fields, explanations, and no forged lines", journal_entries),
    ("reload: good rules are in force, broken ones are refused, and systemctl says so", reload),
    ("kill -9 and restart, five times under load: nothing is lost", kill_nine),
    ("the watchdog kills a service whose worker is stuck, and spares an idle one", stuck_worker),
    ("stop under load ends in order; the next start takes up the rest", stop_under_load),
    ("the sandbox holds: probed from inside the unit", hardening),
    ("winnow status tells interpreted rules from machine code", machine_code),
    ("a second spool by the template", instance),
    ("settings that can't be used stop the start, with a caret, once", unusable_settings),
    ("the producers and consumers of docs/operations.md work", examples),
    ("upgrade from an older build with work waiting", upgrade),
    ("originals in the archive go when their age has come, and nothing else does", archive_age),
    ("remove and purge leave every document", remove_and_purge),
]
