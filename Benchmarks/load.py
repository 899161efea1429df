#!/usr/bin/env python3
"""What it takes to load rules: a whole run of 'winnow clean' on one text, from start to end. It reads, parses and checks the
rule files, makes the index and cleans the text. For ten thousand generated rules as a rule file, for the shipped packs,
and for one rule, in turn; medians of the time, the most memory, and the times without what the run with one rule takes.

usage: Benchmarks/load.py [--winnow PROGRAM] [--rules DIR] [--rounds N] [--patterns FILE] [TEXT]
default: .build/release/winnow, the shipped packs, 15 rounds, .build/benchmarks/plain10000.rules, a made-up text
"""
import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--winnow", default=".build/release/winnow")
parser.add_argument("--rules", default="Rules")
parser.add_argument("--rounds", type=int, default=15)
parser.add_argument("--patterns", default=".build/benchmarks/plain10000.rules")
parser.add_argument("text", nargs="?")
arguments = parser.parse_args()
if not os.path.exists(arguments.patterns):
    sys.exit(f"load: {arguments.patterns} is missing; python3 Benchmarks/generate.py {os.path.dirname(arguments.patterns)}")


HEAD = "winnow = 1\npack = \"load\"\nversion = \"1.0.0\"\n\n"


def rule(number, pattern):
    return f"[[rule]]\nid = \"r{number}\"\ndo = \"drop-span\"\nflags = \"i\"\nmatch = '''{pattern}'''\n"


def run(rules, text):
    """Milliseconds, and the most memory in KiB."""
    start = time.monotonic()
    child = subprocess.Popen([arguments.winnow, "clean", "--rules", rules, text], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"load: {arguments.winnow} with {rules}: status {child.returncode}")
    return (time.monotonic() - start) * 1e3, usage.ru_maxrss


with tempfile.TemporaryDirectory() as folder:
    root = pathlib.Path(folder)
    text = arguments.text
    if not text:
        text = root / "text.txt"
        text.write_text("It rained all day.\n\nAdvertisement\n\nThe ferry stayed, and nobody came.\n" * 40)
    sets = {"one rule": ["^Advertisement$"], "generated": pathlib.Path(arguments.patterns).read_text().splitlines()}
    folders = {}
    for name, patterns in sets.items():
        folders[name] = root / name
        folders[name].mkdir()
        (folders[name] / "rules.toml").write_text(HEAD + "".join(rule(*one) for one in enumerate(patterns)))
    folders["shipped"] = arguments.rules
    times = {name: [] for name in folders}
    memory = dict.fromkeys(folders, 0)
    for _ in range(arguments.rounds):
        for name, rules in folders.items():
            took, most = run(rules, text)
            times[name].append(took)
            memory[name] = max(memory[name], most)
    base = statistics.median(times["one rule"])
    for name in folders:
        median = statistics.median(times[name])
        print(f"{name:10} {len(sets.get(name, [])) or '':>6}{median:8.1f} ms, {median - base:6.1f} without the program's own start"
              f"{memory[name] / 1024:8.1f} MiB")
