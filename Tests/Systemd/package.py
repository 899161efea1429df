"""The package: installed, upgraded, removed, and how long it keeps originals."""

import re
import shutil
import tempfile
import time
from pathlib import Path

from box import HOME, Overlay, bare_tree, chroot, run
from spool import SAMPLE, SPOOL, documents, drop_many, nothing_lost, pairs, wait_for



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


def install(box, package):
    shutil.copy(package, box.root / "root")
    box.run("apt-get", "install", "-y", f"/root/{package.name}")
    assert box.run("systemctl", "is-active", "winnowd").strip() == "active"
    assert box.run("systemctl", "is-enabled", "winnowd").strip() == "enabled"
    box.wait(lambda: "0 waiting · 0 cleaned · rules" in box.show("StatusText"), 20, "no status in words")


def at_rest(box, _):
    """How long a start takes, and what memory is held when nothing is to be done: after it, and a minute after work."""
    took = sorted(start_to_ready(box) for _ in range(7))
    print(f"    start to READY: {took[3]:.0f} ms, the median of 7 ({took[0]:.0f} to {took[-1]:.0f})")
    time.sleep(3)
    after_start = resident(box)
    names = drop_many(box, "rest", 300)
    wait_for(box, names)
    time.sleep(3)
    after_work = resident(box)
    time.sleep(62)
    after_rest = resident(box)
    print(f"    resident: {after_start:.1f} MB after the start, {after_work:.1f} after work, {after_rest:.1f} a minute later")
    assert after_start < 20 and after_rest < 20, "it holds 20 MB or more at rest"


def start_to_ready(box):
    # Seven starts in a row are more than systemd lets a failing service have.
    box.run("systemctl", "reset-failed", "winnowd")
    # What an earlier one leaves behind, such as its network namespace, the kernel clears away for a while.
    box.run("systemctl", "stop", "winnowd")
    time.sleep(1)
    box.run("systemctl", "start", "winnowd")
    start, ready = (int(box.show(name)) for name in ("ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic"))
    return (ready - start) / 1000


def resident(box):
    memory = re.search(r"VmRSS:\s+(\d+) kB", box.run("cat", f"/proc/{box.show('MainPID')}/status"))
    return int(memory[1]) * 1024 / 1e6


def upgrade(box, package):
    """From an older build, whose service is in the middle of its work."""
    with tempfile.TemporaryDirectory() as folder:
        run("dpkg-deb", "-R", package, f"{folder}/old")
        control = Path(folder, "old/DEBIAN/control")
        control.write_text(re.sub(r"^Version: .*$", "Version: 0.0.1", control.read_text(), flags=re.MULTILINE))
        run("dpkg-deb", "--root-owner-group", "-b", f"{folder}/old", box.path("/root/old.deb"))
    box.run("apt-get", "install", "-y", "--allow-downgrades", "-o", "Dpkg::Options::=--force-confold", "/root/old.deb")
    assert "0.0.1" in box.run("dpkg-query", "-W", "winnow")
    for name in ("news", "idle"):
        shutil.copy(box.path("/etc/winnow/winnow.toml"), box.path(f"/etc/winnow/{name}.toml"))
    box.run("systemctl", "enable", "--now", "winnowd@news")
    process, other = box.show("MainPID"), box.show("MainPID", "winnowd@news")
    names = drop_many(box, "upgrade", 800)
    box.run("apt-get", "install", "-y", "-o", "Dpkg::Options::=--force-confold", f"/root/{package.name}")
    box.wait(lambda: box.show("ActiveState") == "active" and box.show("MainPID") != process, 20, "the new build does not run")
    wait_for(box, names)
    nothing_lost(box)
    box.wait(lambda: box.show("ActiveState", "winnowd@news") == "active" and box.show("MainPID", "winnowd@news") != other,
             20, "the second spool's service is of the old build still")
    assert box.show("ActiveState", "winnowd@idle") == "inactive", "a service that did not run was started"


def archive_age(box, _):
    before = len(list(box.path(f"{SPOOL}/archive").iterdir()))
    box.run("systemd-tmpfiles", "--clean")
    assert before > 10 and len(list(box.path(f"{SPOOL}/archive").iterdir())) == before, "young originals were deleted"
    ages = (HOME / "systemd/tmpfiles.d/winnow-archive.conf").read_text().replace("- - - -", "- - - c:1s")
    box.write("/etc/tmpfiles.d/winnow-archive.conf", ages)
    published, time_ = len(pairs(box)), time.sleep(1.2)
    box.run("systemd-tmpfiles", "--clean")
    assert not list(box.path(f"{SPOOL}/archive").iterdir()), "old originals stay"
    assert len(pairs(box)) == published and box.path(f"{SPOOL}/inbox").is_dir() and time_ is None
    box.path("/etc/tmpfiles.d/winnow-archive.conf").unlink()


def remove_and_purge(box, _):
    box.run("systemctl", "stop", "winnowd")
    box.run("systemctl", "enable", "--now", "winnowd@news")
    # One that has failed, too: its settings can't be used.
    box.write("/etc/winnow/idle.toml", "jobs = 0\n")
    assert box.status("systemctl", "start", "winnowd@idle") != 0
    drop_many(box, "waiting", 5)
    before = documents(box)
    assert len([name for name in before if "/inbox/" in name]) == 5 and len(before) > 1000
    box.run("apt-get", "remove", "-y", "winnow")
    assert documents(box) == before
    assert box.path("/etc/winnow/winnow.toml").exists() and not box.path("/usr/bin/winnowd").exists()
    for unit in ("winnowd", "winnowd@news"):
        assert box.status("systemctl", "is-active", unit) != 0, f"{unit} runs still"
    failed = box.run("systemctl", "list-units", "--plain", "--no-legend", "--state=failed", "winnowd*")
    assert not failed.strip(), failed
    box.run("apt-get", "purge", "-y", "winnow")
    assert documents(box) == before, "purging has deleted documents"
    assert not box.path("/etc/winnow/winnow.toml").exists()
    assert not box.path("/etc/systemd/system/multi-user.target.wants/winnowd@news.service").is_symlink(), "a link is left"
