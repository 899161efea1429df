"""The spool of a box: what is dropped into it, and what becomes of that."""

import contextlib
import shutil
from pathlib import Path

from box import Failed

SPOOL = "/var/spool/winnow"
SAMPLE = "harbour-ferry.txt"


def drop(box, name, text, folder=f"{SPOOL}/inbox"):
    """As a producer should: written under a private name, then renamed."""
    place = box.path(folder)
    private = place / f".{name}.part"
    private.write_text(text)
    private.chmod(0o640)
    private.rename(place / name)


def drop_many(box, prefix, count, size=30):
    names = [f"{prefix}-{number}.txt" for number in range(count)]
    for name in names:
        drop(box, name, f"Document {name}.\n\n" + "Some words of it stand here.\n" * size + "\nAdvertisement\n")
    return names


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


def documents(box):
    return {str(path.relative_to(box.root)) for folder in ("inbox", "outbox", "archive", "failed")
            for path in box.path(f"{SPOOL}/{folder}").rglob("*") if path.is_file()}


@contextlib.contextmanager
def settings(box, more):
    """The service's settings with more of them, until the scenario has ended, however it ends."""
    place = box.path("/etc/winnow/winnow.toml")
    good = place.read_text()
    place.write_text(good + more)
    try:
        yield
    finally:
        place.write_text(good)


def override(box, name, text):
    box.write(f"/etc/systemd/system/winnowd.service.d/{name}.conf", text)
    box.run("systemctl", "daemon-reload")


def tidy(box):
    """What a scenario has put over the units goes, however it ended."""
    folder = box.path("/etc/systemd/system/winnowd.service.d")
    if folder.exists() and list(folder.iterdir()):
        shutil.rmtree(folder)
        box.run("systemctl", "daemon-reload")
        box.run("systemctl", "restart", "winnowd")
