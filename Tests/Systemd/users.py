"""People of the group winnow: producers, consumers, and strangers."""

import json
import shutil
from pathlib import Path

from box import HOME
from spool import SAMPLE, SPOOL, nothing_lost, wait_for



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
    box.wait(lambda: "1 cleaned" in box.show("StatusText"), 20, box.show("StatusText"))


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
    def taken():
        place = box.path("/home/alice/taken")
        return place.read_text() if place.exists() else ""

    box.write("/home/alice/p1.txt.meta.json", '{"source": "example.org", "mine": 7}')
    produce("p1.txt", "p2.txt")
    wait_for(box, ["p1.txt", "p2.txt"])
    assert json.loads(box.path(f"{outbox}/p1.json").read_text())["document"]["mine"] == 7
    said = box.run("python3", f"{folder}/consume.py", outbox, "--once", user="alice")
    assert "p1.txt 2 words" in said and is_empty(), said

    box.shell(f"setsid bash {folder}/consume.sh {outbox} sh -c 'cat \"$0\" \"$1\" >>/home/alice/taken' >/home/alice/log 2>&1 &", user="alice")
    produce("s1.txt")
    box.wait(lambda: is_empty() and "s1.txt" in taken(), 20, "the consumer in the shell has not taken the first")
    produce("s2.txt", "s3.txt")
    box.wait(lambda: is_empty() and "s3.txt" in taken(), 20, "nor the others")
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
    box.wait(is_empty, 20, "a pair stays")
    box.run("systemctl", "stop", "winnow-consume.path")
    nothing_lost(box)
