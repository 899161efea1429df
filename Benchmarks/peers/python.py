#!/usr/bin/env python3
"""python.py re|regex RULES TEXTS SECONDS: Python's matchers, rule after rule over every text."""
import importlib
import json
import pathlib
import sys
import time

name, rules, texts, limit = sys.argv[1:]
engine = importlib.import_module(name)
begin = time.monotonic()
patterns = [
    engine.compile(rule, engine.MULTILINE | engine.IGNORECASE)
    for rule in pathlib.Path(rules).read_text(encoding="utf-8").splitlines()
]
load = time.monotonic() - begin
documents = [path.read_text(encoding="utf-8") for path in sorted(pathlib.Path(texts).glob("*"))[:200]]
done = size = matches = 0
begin = time.monotonic()
while True:
    text = documents[done % len(documents)]
    for pattern in patterns:
        matches += sum(1 for _ in pattern.finditer(text))
    done += 1
    size += len(text.encode())
    if time.monotonic() - begin > float(limit):
        break
rate = size / 1e6 / (time.monotonic() - begin)
print(json.dumps({"mb_per_second": rate, "documents": done, "matches": matches, "load_ms": load * 1e3, "lost": 0}))
