#!/usr/bin/env python3
"""How the time for one document grows with its length, under the shipped packs, for texts of many shapes: lists, menus,
chats, prose, a line without end. Each shape is cleaned at a length, four times and sixteen times that; where the cost is
linear, each takes four times the one before. Processor time, the best of several runs, without what loading rules takes.

usage: Benchmarks/growth.py [--winnow PROGRAM] [--rules DIR] [--kilobytes N] [--rounds N] [--limit SECONDS] [SHAPE…]
default: .build/release/winnow, the shipped packs, 256 KB to 4 MB, 3 rounds, 120 s a run; a shape by part of its name
"""
import argparse
import os
import resource
import subprocess
import sys
import tempfile

PROSE = "It rained all day, and the river came over the road again, said Mr. Miller of the ferry.\n"
SHAPES = {
    "prose": PROSE,
    "paragraphs": PROSE + "\n",
    "prose on one line": PROSE.replace("\n", " "),
    "letters on one line": "a",
    "blanks on one line": " ",
    "empty lines": "\n",
    "blank lines": " \t\n",
    "one share line": "Share\n",
    "share lines between paragraphs": PROSE + "\nShare\n\n",
    "one short sentence": "He left.\n",
    "menu": "Home\nNews\nSport\nContact us\n",
    "menu in a row": "Home | News | Sport | Contact us\n",
    "menu on one line": "Home | News | Sport | Contact us | ",
    "headlines": "Minister Opens New Bridge\n",
    "headlines that differ": lambda number: f"Minister {number} Opens New Bridge\n",
    "links": "https://www.example.com/a/b?c=d\n",
    "dates": "3 May 2024\n",
    "numbers": "12\n345\n",
    "table with tabs": "one\t2\t3\n",
    "table with bars": "| one | 2 | 3 |\n",
    "bullets": "- one thing\n- another thing of more words than that\n",
    "bullets of sentences": "- It rained all day, and the river came over the road again.\n",
    "chat": "Mira: Is the ferry late?\nBen: Yes, it is.\n",
    "chat with times": "Mira\n10:31\nIs the ferry late?\n\n",
    "play": "MIRA\nThe ferry was late again.\n\nBEN\nShare\n\n",
    "sections": "Questions\n\nRing the bell at the landing and wait until somebody has rung back.\n\n",
    "capitals": "THE FERRY WAS LATE\n",
    "broken lines": "It rained all day, and the river came over the\nroad again, and nobody\n",
    "quotes": "\"It rained,\" he said.\n",
    "mail": "> It rained all day\n> and the river came\n",
    "code": "if (x) { return y; }\n",
    "brackets": "((((",
    "dots": "....",
    "bars": "||||",
    "comments": "Comments (12)\nBen says:\nMay 3, 2024 at 2:25 pm\nSo true.\nReply\n",
    "credits": "Photo: Getty Images\n",
    "copyright": "© 2024 Example. All rights reserved.\n",
    "newsletter": "Sign up for our newsletter\nEnter your email\nSubscribe\n",
    "related": "Related:\nMinister Opens New Bridge\nRead more\n",
    "Kelvin signs": "s\u212aip \u017fhare\n",
    "Chinese": "昨天下雨，河水漫过了道路。\n",
    "Chinese on one line": "昨天下雨，河水漫过了道路。",
    "accents": "Überall Regen, der Fluß trat über die Ufer, sagte Frau Müller.\n",
    "CRLF": "It rained all day.\r\nShare\r\n",
    "no UTF-8": b"It rained \xff all day.\n",
}


def text(shape, length):
    content = SHAPES[shape]
    if callable(content):
        pieces, size, number = [], 0, 0
        while size < length:
            pieces.append(content(number).encode())
            size += len(pieces[-1])
            number += 1
        return b"".join(pieces)
    piece = content if isinstance(content, bytes) else content.encode()
    return piece * (length // len(piece) + 1) + (b"" if piece.endswith(b"\n") else b"\n")


def seconds(command, limit):
    """User and system time of a run; `None` where it takes too long."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    if ended.returncode:
        sys.exit(f"growth: {' '.join(command)}: status {ended.returncode}\n{ended.stderr.decode()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--winnow", default=".build/release/winnow")
    parser.add_argument("--rules")
    parser.add_argument("--kilobytes", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=120)
    parser.add_argument("shapes", nargs="*")
    arguments = parser.parse_args()
    rules = ["--rules", arguments.rules] if arguments.rules else []
    shapes = [name for name in SHAPES if not arguments.shapes or any(part in name for part in arguments.shapes)]
    lengths = [arguments.kilobytes * 1_000 * factor for factor in (1, 4, 16)]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "text.txt")

        def best(content):
            with open(path, "wb") as file:
                file.write(content)
            command = [arguments.winnow, "clean", "--invalid", "replace", *rules, path]
            runs = [seconds(command, arguments.limit) for _ in range(arguments.rounds)]
            return None if None in runs else min(runs)

        load = best(b"It rained.\n")
        print(f"| shape | MB/s at {lengths[0] / 1e6:g} MB | {lengths[1] / 1e6:g} | {lengths[2] / 1e6:g} | times, a step of four |")
        print("|---|---:|---:|---:|---:|")
        for shape in shapes:
            times = []
            for length in lengths:
                took = best(text(shape, length))
                if took is None:
                    break
                times.append(max(took - load, 1e-4))
            rates = [f"{length / 1e6 / took:.1f}" for length, took in zip(lengths, times)]
            rates += [f"over {arguments.limit:g} s"] * (3 - len(rates))
            steps = [f"{later / earlier:.1f}" for earlier, later in zip(times, times[1:])]
            print(f"| {shape} | {' | '.join(rates)} | {', '.join(steps)} |", flush=True)


main()
