"""Mounting, for rows that need file systems of their own."""

import subprocess
from contextlib import contextmanager
from pathlib import Path


def command(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")


@contextmanager
def tmpfs(where: Path, options: str = ""):
    """A file system in memory at a folder, which is made."""
    where.mkdir(parents=True, exist_ok=True)
    command("mount", "-t", "tmpfs", *(["-o", options] if options else []), "tmpfs", str(where))
    try:
        yield
    finally:
        # Lazily: what fails in between may have left a file open.
        subprocess.run(["umount", "-l", str(where)], capture_output=True, check=False)


def remount(where: Path, options: str) -> None:
    command("mount", "-o", f"remount,{options}", str(where))
