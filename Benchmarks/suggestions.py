#!/usr/bin/env python3
"""What 'winnow rules suggest' is worth: rules are suggested from one half of the labelled documents of a site, and the other
half is cleaned with them and without; then the other way round. Sites with so many documents or more are taken, and
the corpus' own scorer judges.

usage: Benchmarks/suggestions.py [--winnow PROGRAM] [--rules DIR] [--profile NAME] [--documents N] [CORPUS] [VARIANT]
default: .build/release/winnow, Rules, safe, 8, ../shared/eval/dev, naive
"""
import argparse
import collections
import json
import pathlib
import random
import shutil
import subprocess
import tempfile

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--winnow", default=".build/release/winnow")
parser.add_argument("--rules", default="Rules")
parser.add_argument("--profile", default="safe")
parser.add_argument("--documents", type=int, default=8)
parser.add_argument("corpus", nargs="?", default="../shared/eval/dev")
parser.add_argument("variant", nargs="?", default="naive")
arguments = parser.parse_args()
corpus = pathlib.Path(arguments.corpus)
folder = corpus / arguments.variant
labels = [line for line in open(folder / "labels.jsonl", encoding="utf-8")]
sites = collections.defaultdict(list)
for line in labels:
    document = json.loads(line)
    sites[document["site"]].append(document["id"])
sites = {site: sorted(ids) for site, ids in sites.items() if len(ids) >= arguments.documents}
common = ["--rules", arguments.rules, "--profile", arguments.profile]


def winnow(*words):
    subprocess.run([arguments.winnow, *words], check=True, capture_output=True)


def clean(ids, site, rules, into, scratch):
    """Cleans documents and puts their texts beside the others."""
    winnow("clean", "--quiet", *common, *rules, "--source", site, "--out", scratch,
           *(str(folder / "in" / f"{id}.txt") for id in ids))
    for id in ids:
        shutil.copy(scratch / f"{id}.txt", into)


with tempfile.TemporaryDirectory() as name:
    work = pathlib.Path(name)
    chosen = {id for ids in sites.values() for id in ids}
    # The scorer reads a whole corpus: one of these documents alone.
    (work / "corpus" / arguments.variant / "in").mkdir(parents=True)
    (work / "corpus" / "gold").mkdir()
    for id in chosen:
        shutil.copy(folder / "in" / f"{id}.txt", work / "corpus" / arguments.variant / "in")
        shutil.copy(corpus / "gold" / f"{id}.txt", work / "corpus" / "gold")
    for path in ("docs.jsonl", f"{arguments.variant}/labels.jsonl"):
        lines = [line for line in open(corpus / path, encoding="utf-8") if json.loads(line)["id"] in chosen]
        (work / "corpus" / path).write_text("".join(lines), encoding="utf-8")
    for arm in ("without", "with"):
        (work / arm).mkdir()
    for site, ids in sorted(sites.items()):
        ids = ids[:]
        random.Random(1).shuffle(ids)
        for half in (0, 1):
            seen, unseen = ids[half::2], ids[1 - half::2]
            rules = work / f"rules-{site}-{half}"
            winnow("rules", "suggest", *common, "--source", site, "--into", rules,
                   *(str(folder / "in" / f"{id}.txt") for id in seen))
            more = ["--rules", str(rules)] if rules.exists() else []
            clean(unseen, site, [], work / "without", work / f"out-without-{site}-{half}")
            clean(unseen, site, more, work / "with", work / f"out-with-{site}-{half}")
    print(f"{len(sites)} sites, {len(chosen)} documents, {arguments.variant}, {arguments.profile}")
    for arm in ("without", "with"):
        scorer = subprocess.run(
            ["python3", str(corpus.parent / "score.py"), "--root", str(work / "corpus"), "--variant", arguments.variant,
             "--pred", str(work / arm), "--name", arm], check=True, capture_output=True, text=True)
        print(scorer.stdout.strip())
