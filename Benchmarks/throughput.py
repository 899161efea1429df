#!/usr/bin/env python3
"""Documents a second through the daemon beside `cp` of the same files: on tmpfs, with sync = off, so that the machine and
not its disk is measured. Both in turn; medians. Then where one round's time goes, as the kernel counts it.

usage: Benchmarks/throughput.py [WINNOWD] [TEXTS] [ROUNDS] [FOLDER]
default: .build/release/winnowd .build/benchmarks/texts 5 /dev/shm
"""
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

winnowd, texts, rounds, base = (sys.argv[1:] + [".build/release/winnowd", ".build/benchmarks/texts", "5", "/dev/shm"][
    len(sys.argv) - 1:])[:4]
source = sorted(pathlib.Path(texts).glob("*.txt"))
if not source:
    sys.exit(f"throughput: no .txt files in {texts}; script/bench makes some")
folder = pathlib.Path(tempfile.mkdtemp(dir=base))
clock = os.sysconf("SC_CLK_TCK")


def used(pid):
    """User and system seconds of a process."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) / clock, int(fields[12]) / clock


def winnow(number):
    """One round: everything is in the inbox when the daemon starts; its start is not counted."""
    spool = folder / f"spool-{number}"
    empty = subprocess.Popen([winnowd, "--spool", spool, "--sync", "off"], stderr=subprocess.DEVNULL)
    status = spool / ".winnow" / "status.json"
    while not status.exists():
        if empty.poll() is not None:
            sys.exit(f"throughput: {winnowd} ended with status {empty.returncode}; start it by hand to see why")
        time.sleep(0.01)
    empty.send_signal(signal.SIGTERM)
    empty.wait()
    staging = spool / "inbox"
    for file in source:
        shutil.copy(file, staging / file.name)
    status.unlink()
    # What lies there is whole: without this it would be watched for a second, as nobody can know.
    daemon = subprocess.Popen([winnowd, "--spool", spool, "--sync", "off", "--settle", "0"], stderr=subprocess.DEVNULL)
    start, ready = time.monotonic(), None
    # To list a folder of thousands takes a processor longer than cleaning does: little is asked until all have been taken.
    outbox, empty = spool / "outbox", os.stat(spool / "outbox").st_mtime_ns
    while True:
        if ready is None and os.stat(outbox).st_mtime_ns != empty:
            ready = time.monotonic()
        if not any(os.scandir(staging)) and sum(name.endswith(".json") for name in os.listdir(outbox)) >= len(source):
            break
        if daemon.poll() is not None or time.monotonic() - start > 300:
            sys.exit("throughput: the daemon did not finish")
        time.sleep(0.005)
    seconds, (user, system) = time.monotonic() - start, used(daemon.pid)
    daemon.send_signal(signal.SIGTERM)
    daemon.wait()
    shutil.rmtree(spool)
    return seconds, user, system, (ready or start) - start


def copy(number):
    target = folder / f"copy-{number}"
    target.mkdir()
    start = time.monotonic()
    subprocess.run(["cp", "--", *source, target], check=True)
    seconds = time.monotonic() - start
    shutil.rmtree(target)
    return seconds


try:
    runs, copies = [], []
    for number in range(int(rounds)):
        runs.append(winnow(number))
        copies.append(copy(number))
    count = len(source)
    rate = statistics.median(count / (one[0]) for one in runs)
    peer = statistics.median(count / one for one in copies)
    print(f"winnowd   {rate:9.0f} documents a second   ({count} documents, {rounds} rounds, start included)")
    print(f"cp        {peer:9.0f} files a second")
    print(f"ratio     {rate / peer:9.2f}")
    for place, name in ((1, "user time"), (2, "system time"), (3, "to the first pair")):
        print(f"{name:18}{statistics.median(one[place] for one in runs) * 1e6 / count:9.1f} µs a document")
finally:
    shutil.rmtree(folder)
