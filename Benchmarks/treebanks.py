#!/usr/bin/env python3
"""What cleaning takes from texts that have next to no boilerplate: the sentences of treebanks in the format of Universal
Dependencies (CoNLL-U), which people have chosen, in any language. Documents are those of the treebank, small ones
together, each sentence a paragraph of its own: harder than a real text, as nothing joins what belongs together. Prints how many
sentences each profile takes; with --list, which.

usage: Benchmarks/treebanks.py [--winnow PROGRAM] [--rules DIR] [--profile NAME]… [--most N] [--list] FOLDER|FILE…
default: .build/release/winnow, Rules, all profiles, 30,000 sentences of a treebank
"""
import argparse
import collections
import pathlib
import subprocess
import sys
import tempfile

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--winnow", default=".build/release/winnow")
parser.add_argument("--rules", default="Rules")
parser.add_argument("--profile", action="append")
parser.add_argument("--most", type=int, default=30_000)
parser.add_argument("--list", action="store_true")
parser.add_argument("place", nargs="+", type=pathlib.Path)
arguments = parser.parse_args()
profiles = arguments.profile or ["certain", "safe", "balanced", "eager"]

SMALL = 25  # Documents of fewer sentences are put together.
LONG = 40  # Where a treebank tells no documents apart, so many sentences are one.


def documents(file):
    """The documents of a treebank, as lists of sentences."""
    document, are_known = [], False
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# newdoc"):
                are_known = True
                if document:
                    yield document
                document = []
            elif line.startswith("# text = "):
                if not are_known and len(document) >= LONG:
                    yield document
                    document = []
                if sentence := line.removeprefix("# text = ").strip():
                    document.append(sentence)
    if document:
        yield document


def joined(parts):
    document = []
    for part in parts:
        document += part
        if len(document) >= SMALL:
            yield document
            document = []
    if document:
        yield document


files = sorted(file for place in arguments.place for file in ([place] if place.is_file() else place.rglob("*.conllu")))
if not files:
    sys.exit("treebanks: no .conllu files there")

with tempfile.TemporaryDirectory() as scratch:
    folder = pathlib.Path(scratch)
    (folder / "in").mkdir()
    texts = {}
    for number, file in enumerate(files):
        count = 0
        for place, document in enumerate(joined(documents(file))):
            if count >= arguments.most:
                break
            name = f"{number:04}-{file.stem}-{place:05}.txt"
            (folder / "in" / name).write_text("\n\n".join(document) + "\n", encoding="utf-8")
            texts[name] = document
            count += len(document)
    sentences = sum(map(len, texts.values()))
    print(f"{len(files)} files, {len(texts)} documents, {sentences} sentences")
    for profile in profiles:
        words = [arguments.winnow, "clean", "--rules", arguments.rules, "--profile", profile]
        run = subprocess.run([*words, "--out", folder / profile, folder / "in"], capture_output=True, text=True)
        if run.returncode:
            sys.exit(f"treebanks: {run.stderr}")
        lost = []
        for name, document in texts.items():
            left = collections.Counter((folder / profile / name).read_text(encoding="utf-8").split("\n"))
            for sentence in document:
                if left[sentence]:
                    left[sentence] -= 1
                else:
                    lost.append((name, sentence))
        print(f"{profile}: {len(lost)} taken, {100 * len(lost) / sentences:.3f} %")
        if arguments.list:
            for name, sentence in lost:
                print(f"  {name}: {sentence}")
