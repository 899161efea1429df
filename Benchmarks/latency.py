#!/usr/bin/env python3
"""From a drop by rename to the committed pair, one document at a time on an idle spool, beside the disk's own chain for the
same two files (write, fsync, rename, fsync of the directory, each twice). Both in turn; medians.

usage: Benchmarks/latency.py [--rules DIR] [WINNOWD] [COUNT] [FOLDER]
       default: the shipped packs, .build/release/winnowd, 200, a temporary folder
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

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--rules", help="a folder of rules instead of the shipped packs: Tests/Battery/rules has two rules")
parser.add_argument("winnowd", nargs="?", default=".build/release/winnowd")
parser.add_argument("count", nargs="?", type=int, default=200)
parser.add_argument("folder", nargs="?")
arguments = parser.parse_args()
winnowd, count = arguments.winnowd, arguments.count
rules = ["--rules", arguments.rules] if arguments.rules else []
folder = tempfile.mkdtemp(dir=arguments.folder)
spool = os.path.join(folder, "spool")
text = ("A sentence of an article, long enough to be prose, stands on each of these lines.\n\nAdvertisement\n\n" * 40).encode()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def durable(directory, name, data):
    """What one file costs the disk: a temporary file, fsync, rename, fsync of the directory."""
    temporary = os.path.join(directory, "." + name)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT, 0o640)
    os.write(descriptor, data)
    os.fsync(descriptor)
    os.close(descriptor)
    os.rename(temporary, os.path.join(directory, name))
    descriptor = os.open(directory, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


daemon = subprocess.Popen([winnowd, "--spool", spool, *rules], stderr=subprocess.DEVNULL)
try:
    inbox, outbox, chain = (os.path.join(spool, "inbox"), os.path.join(spool, "outbox"), os.path.join(folder, "chain"))
    os.mkdir(chain)
    while not os.path.exists(os.path.join(spool, ".winnow", "status.json")):
        time.sleep(0.01)
    time.sleep(0.5)
    drops, chains = [], []
    for number in range(count + 5):
        name = f"document-{number}"
        write(os.path.join(inbox, "." + name), text)
        start = time.monotonic()
        os.rename(os.path.join(inbox, "." + name), os.path.join(inbox, name + ".txt"))
        record = os.path.join(outbox, name + ".json")
        while not os.path.exists(record):
            if time.monotonic() - start > 30:
                sys.exit(f"{record} did not come")
            time.sleep(0.0001)
        drops.append(time.monotonic() - start)
        start = time.monotonic()
        durable(chain, name + ".txt", text)
        durable(chain, name + ".json", text)
        chains.append(time.monotonic() - start)
        time.sleep(0.01)
    # The first few warm up.
    drops, chains = drops[5:], chains[5:]
    with open(f"/proc/{daemon.pid}/status", encoding="ascii") as status:
        resident = next(line.split()[1] for line in status if line.startswith("VmRSS"))
    ms = lambda values, share: sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000
    print(f"drop to committed pair  p50 {ms(drops, 0.5):7.2f} ms   p99 {ms(drops, 0.99):7.2f} ms   ({count} documents)")
    print(f"the disk's own chain    p50 {ms(chains, 0.5):7.2f} ms   p99 {ms(chains, 0.99):7.2f} ms")
    ratio = statistics.median(drop / chain for drop, chain in zip(drops, chains))
    print(f"ratio, pair by pair     median {ratio:.2f}")
    print(f"resident memory         {int(resident) / 1024:.1f} MiB")
finally:
    daemon.send_signal(signal.SIGTERM)
    daemon.wait()
    shutil.rmtree(folder)
