"""What can be said of units, catalog and settings without a running systemd."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from box import HOME, Failed, run

UNITS = HOME / "systemd/system"
EXPOSURE = 5  # tenths of systemd-analyze's scale


def installed(folder):
    """The units as they are when installed, with programs that exist."""
    root = Path(folder)
    for name in ("usr/bin", "lib/systemd/system", "etc/winnow", "usr/share/man/man8", "usr/share/man/man5"):
        (root / name).mkdir(parents=True)
    for unit in UNITS.iterdir():
        text = unit.read_text()
        for program in ("/usr/bin/winnowd", "/usr/bin/winnow"):
            text = re.sub(rf"{program}(?=\s)", "/bin/true", text)
        # Manual pages are looked for on this machine.
        (root / "lib/systemd/system" / unit.name).write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.MULTILINE))
    return root / "lib/systemd/system"


def verify():
    with tempfile.TemporaryDirectory() as folder:
        units = installed(folder)
        (units / "winnowd@test.service").symlink_to("winnowd@.service")
        for name in ("winnowd.service", "winnowd@test.service"):
            said = run("systemd-analyze", "verify", "--man=no", units / name)
            assert not said, said


def exposure():
    for unit in sorted(UNITS.glob("*.service")):
        said = run("systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", unit)
        assert "Overall exposure level" in said, said


def units_agree():
    """The template differs from the unit in the names of its instance, and in making the folders."""
    def lines(name):
        text = (UNITS / name).read_text().replace("=-/var", "=/var").replace("/var/spool/winnow-%i", "SPOOL").replace("/var/spool/winnow", "SPOOL")
        text = text.replace("/etc/winnow/%i.toml", "FILE").replace("/etc/winnow/winnow.toml", "FILE")
        unwanted = ("Description", "ExecStartPre", "AssertPathExists", "#")
        return [line for line in text.splitlines() if not line.startswith(unwanted)]
    assert lines("winnowd.service") == lines("winnowd@.service"), "winnowd@.service has other directives"


def catalog():
    """Each kind of event is explained, and nothing else; journalctl can read it."""
    kinds = set(re.findall(r'"([0-9a-f]{32})"', (HOME / "Sources/Journal/Kind.swift").read_text()))
    file = HOME / "systemd/catalog/winnow.catalog"
    told = set(re.findall(r"^-- ([0-9a-f]{32})$", file.read_text(), re.MULTILINE))
    assert kinds == told, f"without a text: {kinds - told}; without an event: {told - kinds}"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "usr/lib/systemd/catalog")
        place.mkdir(parents=True)
        shutil.copy(file, place)
        Path(folder, "var/lib/systemd/catalog").mkdir(parents=True)
        run("journalctl", f"--root={folder}", "--update-catalog")
        shown = subprocess.run(["journalctl", f"--root={folder}", "--list-catalog"], capture_output=True, text=True, check=True)
        assert len(shown.stdout.splitlines()) == len(kinds), shown.stdout + shown.stderr


def watchdog_is_longer_than_a_document_may_take():
    minutes = int(re.search(r"^WatchdogSec=(\d+)min$", (UNITS / "winnowd.service").read_text(), re.MULTILINE)[1])
    settings = (HOME / "packaging/winnow.toml").read_text()
    budget = float(re.search(r"^#budget = (\S+)$", settings, re.MULTILINE)[1])
    size = int(re.search(r'^#max-size = "(\d+)MiB"$', settings, re.MULTILINE)[1])
    assert minutes * 60 > 2 * (budget + size), "WatchdogSec is too short"


TESTS = [
    ("systemd-analyze verify is silent", verify),
    (f"systemd-analyze security: exposure at most 0.{EXPOSURE}", exposure),
    ("the template says what the unit says", units_agree),
    ("the journal's catalog explains each kind of event", catalog),
    ("the watchdog waits longer than a document may take", watchdog_is_longer_than_a_document_may_take),
]
if not shutil.which("systemd-analyze"):
    def missing():
        raise Failed("there is no systemd-analyze; script/bootstrap package installs it")
    TESTS = [("units can be checked", missing)]
