"""A Debian 12 system, booted in a container with a systemd of its own, that a test may do anything to.

The trees are made once by debootstrap and kept in .build/debian; what a test changes is in memory and goes with it.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
TREES = HOME / ".build/debian"
TOOLS = ["systemd", "systemd-sysv", "dbus", "python3-minimal", "libpython3-stdlib", "inotify-tools", "procps"]
GROUPS = [Path("/sys/fs/cgroup") / name for name in ("systemd", "unified")]


class Failed(Exception):
    """A command that should succeed and did not."""


def run(*command, **options):
    """Runs a command of this machine; its output."""
    result = subprocess.run(
        [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", check=False, **options)
    if result.returncode:
        raise Failed(f"{' '.join(map(str, command))}: status {result.returncode}\n{result.stdout[-2000:]}")
    return result.stdout


def hindrance():
    """Why this machine can't boot a container; None where it can."""
    if os.geteuid() != 0:
        return "booting a system needs root"
    for tool in ("systemd-nspawn", "debootstrap", "unshare", "nsenter"):
        if not shutil.which(tool):
            return f"there is no {tool}; script/bootstrap package installs it"
    if not os.access("/proc/self/ns/mnt", os.R_OK) or subprocess.run(["unshare", "-m", "true"], check=False).returncode:
        return "no mount namespaces here"
    if not all(group.is_dir() for group in GROUPS) and not Path("/sys/fs/cgroup/cgroup.controllers").exists():
        return "no control groups here"
    return None


def mirror():
    """The site that this machine takes its Debian packages from."""
    sites = run("apt-get", "indextargets", "--format", "$(SITE)", "Codename: bookworm", "Component: main").split()
    if not sites:
        raise Failed("apt knows no site for Debian 12")
    return sites[0]


def bare_tree():
    """A minimal Debian 12, as debootstrap makes it."""
    tree = TREES / "bare"
    if not tree.exists():
        made = fresh(tree)
        # It mounts /proc and /sys in the tree: in a name space of its own they go with it, however it ends.
        run("unshare", "-m", "--propagation", "private", "debootstrap", "--variant=minbase", "bookworm", made, mirror(),
            timeout=900)
        made.rename(tree)
    return tree


def fresh(tree):
    """Where a tree is made, under a name that nobody takes for a whole one."""
    TREES.mkdir(parents=True, exist_ok=True)
    return TREES / f".{tree.name}-{os.getpid()}"


def bootable_tree(package):
    """The same with systemd, and with what the package depends on, so that it is installed there without a network."""
    depends = run("dpkg-deb", "-f", package, "Depends").strip()
    tree = TREES / ("bootable-" + hashlib.sha256((depends + " ".join(TOOLS)).encode()).hexdigest()[:12])
    if not tree.exists():
        made = fresh(tree)
        run("cp", "-a", "--one-file-system", bare_tree(), made)
        wanted = [part.split("|")[0].split("(")[0].strip() for part in depends.split(",") if part.strip()]
        chroot(made, "apt-get", "update")
        chroot(made, "apt-get", "install", "-y", "--no-install-recommends", *TOOLS, *wanted)
        (made / "etc/machine-id").write_text("")
        made.rename(tree)
    return tree


def chroot(tree, *command):
    return run("chroot", tree, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8", *command, timeout=900)


class Overlay:
    """A tree under which nothing is changed: changes go into memory."""

    def __init__(self, tree):
        self.folder = Path(tempfile.mkdtemp(prefix="winnow-"))
        run("mount", "-t", "tmpfs", "tmpfs", self.folder)
        for name in ("upper", "work", "root"):
            (self.folder / name).mkdir()
        options = f"lowerdir={tree},upperdir={self.folder}/upper,workdir={self.folder}/work"
        run("mount", "-t", "overlay", "overlay", "-o", options, self.folder / "root")
        self.root = self.folder / "root"

    def close(self):
        for place in (self.root / "proc", self.root, self.folder):
            if place.is_mount():
                subprocess.run(["umount", "-l", place], check=False)
        self.folder.rmdir()


class Box:
    """A booted system."""

    def __init__(self, package):
        self.name = f"winnow-{os.getpid()}"
        self.overlay = Overlay(bootable_tree(package))
        self.root = self.overlay.root
        self.leader = None
        script = "mount -t tmpfs tmpfs /run\n"
        for group in GROUPS:
            if group.is_dir():
                script += f"mkdir -p {group}/{self.name}; echo $$ >{group}/{self.name}/cgroup.procs\n"
        script += (
            f"exec env SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn -q -D {self.root} -M {self.name} -b"
            " --register=no --keep-unit --console=pipe --private-network")
        self.console = open(self.overlay.folder / "console", "wb")
        self.nspawn = subprocess.Popen(
            ["unshare", "-m", "--propagation", "private", "bash", "-euc", script], stdin=subprocess.DEVNULL,
            stdout=self.console, stderr=subprocess.STDOUT)
        try:
            self.wait(self._is_up, 60, "the system does not boot")
        except Failed:
            said = (self.overlay.folder / "console").read_text(errors="replace")[-2000:]
            self.close()
            raise Failed(f"the system does not boot\n{said}") from None

    def _is_up(self):
        if self.nspawn.poll() is not None:
            raise Failed("systemd-nspawn has ended")
        children = subprocess.run(
            ["pgrep", "-P", str(self.nspawn.pid), "-x", "systemd"], stdout=subprocess.PIPE, text=True, check=False)
        self.leader = children.stdout.strip() or None
        if not self.leader:
            return False
        return self.status("systemctl", "is-system-running") in (0, 1) and "starting" not in self.said

    def status(self, *command, user=None, timeout=120):
        """Runs a command inside; its exit status. What it printed is in `said`."""
        words = ["nsenter", "-t", self.leader, "-a", "env", "-i", "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive",
                 "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
        if user:
            words += ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
        result = subprocess.run(
            words + [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", timeout=timeout, check=False)
        self.said = result.stdout
        return result.returncode

    def run(self, *command, **options):
        """Runs a command inside that should succeed; what it printed."""
        status = self.status(*command, **options)
        if status:
            raise Failed(f"{' '.join(map(str, command))}: status {status}\n{self.said[-2000:]}")
        return self.said

    def shell(self, script, **options):
        return self.run("bash", "-euo", "pipefail", "-c", script, **options)

    def wait(self, holds, seconds=30, what="it never came"):
        """Looks until something holds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if holds():
                return
            time.sleep(0.05)
        raise Failed(what)

    def show(self, name, unit="winnowd"):
        """A property of a unit."""
        return self.run("systemctl", "show", "-P", name, unit).strip()

    def path(self, path):
        """A file of the system, as this machine reaches it."""
        return self.root / path.lstrip("/")

    def write(self, path, text, mode=0o644):
        place = self.path(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        place.chmod(mode)

    def close(self):
        if self.leader:
            subprocess.run(["nsenter", "-t", self.leader, "-a", "systemctl", "--force", "--force", "poweroff"],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        try:
            self.nspawn.wait(10)
        except subprocess.TimeoutExpired:
            if self.leader:
                os.kill(int(self.leader), signal.SIGKILL)
            self.nspawn.kill()
            self.nspawn.wait()
        self.console.close()
        for group in GROUPS:
            for folder in sorted(group.glob(f"{self.name}/**/"), reverse=True):
                try:
                    folder.rmdir()
                except OSError:
                    pass  # a process in it has not ended yet; an empty group does no harm
        self.overlay.close()
