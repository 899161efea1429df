#!/usr/bin/env python3
"""Durable throughput of the spool beside plain copying of the same files, 'cp' and a sync per batch, and fsync of each
file; and beside a program that does the protocol's system calls and nothing else, a thread for each processor: the
ceiling. All in turn, several rounds; files a second, medians, and ratios round by round.

usage: Benchmarks/spool.py [--rules DIR] [WINNOWD] [FILES] [ROUNDS] [FOLDER]
       default: the shipped packs, .build/release/winnowd, 2000, 5, a temporary folder

On ext4 all of them are slow, Winnow most, where many files were deleted within the last minutes: it does not use their
inodes again so soon, and passes over them one by one for each new file. A second run on the same file system waits that
long, or takes a FOLDER on a fresh one.
"""
import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

BATCH = 512
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--rules", help="a folder of rules instead of the shipped packs: Tests/Battery/rules has two rules")
parser.add_argument("winnowd", nargs="?", default=".build/release/winnowd")
parser.add_argument("files", nargs="?", type=int, default=2000)
parser.add_argument("rounds", nargs="?", type=int, default=5)
parser.add_argument("folder", nargs="?")
arguments = parser.parse_args()
winnowd, files, rounds = arguments.winnowd, arguments.files, arguments.rounds
rules = ["--rules", arguments.rules] if arguments.rules else []
folder = tempfile.mkdtemp(dir=arguments.folder)
spool = os.path.join(folder, "spool")
# About 4 KB, an advertisement line in every few.
TEXT = "".join(
    f"A sentence of an article, number {line} and long enough to be prose, stands on this line.\n\n"
    + ("Advertisement\n\n" if line % 9 == 4 else "") for line in range(42))


def make(name):
    """A folder of fresh files, stored, so that no run pays for another's writing."""
    source = os.path.join(folder, name)
    os.mkdir(source)
    for number in range(files):
        with open(os.path.join(source, f"{number}.txt"), "w", encoding="utf-8") as file:
            file.write(f"Article {name}, {number}\n\n{TEXT}")
    os.sync()
    return source


def copied(source, target):
    """cp, then one sync of the file system, for each batch."""
    names = [os.path.join(source, f"{number}.txt") for number in range(files)]
    os.mkdir(target)
    start = time.monotonic()
    for first in range(0, files, BATCH):
        subprocess.run(["cp", *names[first:first + BATCH], target], check=True)
        subprocess.run(["sync", "-f", target], check=True)
    return files / (time.monotonic() - start)


def synced_each(source, target, count):
    """Each file: read, written, fsync."""
    os.mkdir(target)
    start = time.monotonic()
    for number in range(count):
        with open(os.path.join(source, f"{number}.txt"), "rb") as file:
            data = file.read()
        descriptor = os.open(os.path.join(target, f"{number}.txt"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        os.write(descriptor, data)
        os.fsync(descriptor)
        os.close(descriptor)
    return count / (time.monotonic() - start)


def bare(source, target):
    """The protocol's calls alone; what they leave is removed, so that no run lists it."""
    done = subprocess.run([protocol, source, target, str(os.cpu_count()), str(BATCH)], check=True, capture_output=True)
    shutil.rmtree(target)
    return float(done.stdout)


def cleaned(source, name):
    """The whole folder is renamed into the inbox of a running daemon: until the last original is archived."""
    archive = os.path.join(spool, "archive", name)
    start = time.monotonic()
    os.rename(source, os.path.join(spool, "inbox", name))
    while not os.path.isdir(archive) or len(os.listdir(archive)) < files:
        if time.monotonic() - start > 300:
            sys.exit("the daemon does not come to an end")
        # To list thousands of names costs a processor milliseconds, which all are measured on.
        time.sleep(0.02)
    took = time.monotonic() - start
    pairs = sum(entry.endswith(".json") for entry in os.listdir(os.path.join(spool, "outbox", name)))
    if pairs != files:
        sys.exit(f"{pairs} pairs of {files} files")
    return files / took


protocol = os.path.join(folder, "protocol")
subprocess.run(["cc", "-O2", "-pthread", "-o", protocol, os.path.join(os.path.dirname(__file__), "peers/protocol.c")],
               check=True)
daemon = subprocess.Popen([winnowd, "--spool", spool, "--settle", "0", *rules], stderr=subprocess.DEVNULL)
try:
    while not os.path.exists(os.path.join(spool, ".winnow", "status.json")):
        time.sleep(0.01)
    cleaned(make("warm"), "warm")
    results = {"winnowd": [], "cp and sync per batch": [], "the calls alone": [], "fsync each": []}
    for turn in range(rounds):
        source = make(f"copied-{turn}")
        results["cp and sync per batch"].append(copied(source, os.path.join(folder, f"target-{turn}")))
        results["winnowd"].append(cleaned(make(f"round-{turn}"), f"round-{turn}"))
        results["the calls alone"].append(bare(make(f"bare-{turn}"), os.path.join(folder, f"calls-{turn}")))
        results["fsync each"].append(synced_each(source, os.path.join(folder, f"each-{turn}"), min(files, 500)))
    for name, values in results.items():
        print(f"{name:22} {statistics.median(values):8,.0f} files a second   ({', '.join(f'{v:,.0f}' for v in values)})")
    for left, right in (("winnowd", "cp and sync per batch"), ("the calls alone", "cp and sync per batch"),
                        ("winnowd", "the calls alone"), ("winnowd", "fsync each")):
        ratios = [own / other for own, other in zip(results[left], results[right])]
        print(f"{left:15} against {right:22} median {statistics.median(ratios):.2f}"
              f"   ({', '.join(f'{r:.2f}' for r in ratios)})")
finally:
    daemon.send_signal(signal.SIGTERM)
    daemon.wait()
    shutil.rmtree(folder)
