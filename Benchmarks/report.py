#!/usr/bin/env python3
"""report.py RESULTS TABLE PLOT: medians of script/bench's results, as a table within a Markdown page and as a plot."""
import collections
import json
import math
import pathlib
import statistics
import sys

BEGIN, END = "<!-- measured -->", "<!-- end of measured -->"
PAGE = f"""# Performance

How fast texts are searched with many rules, engine only, texts in memory, one thread unless it says otherwise; megabytes
(10⁶ bytes) a second, medians. `script/bench` makes this page and the plot: it generates the texts and the rules, runs
everything in turn on the same machine, and leaves out what is not installed.

{BEGIN}
{END}

*plain* rules hardly ever match; *dense* ones are made of the texts' own lines and match in every few. The number is the
number of rules. `vectorscan` is a prefilter, after which PCRE2 confirms; *lost* counts matches that PCRE2 finds rule by
rule and the prefilter never names, over a few seconds of texts. `pcre2` runs rule after rule with machine code.
`pcre2grep` drops lines instead of finding spans. *Ceilings*: what any engine needs at least.
"""
COLOURS = {
    "winnow": "#0b6e4f", "winnow, two threads": "#6bbf9c", "vectorscan": "#c84c09", "pcre2": "#5b5f97",
    "python re": "#888888", "python regex": "#aaaaaa", "perl, one alternation": "#b8a038", "pcre2grep -v -f": "#444444",
}


def number(value):
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def table(rates, extra, sets, peers):
    rows = ["| MB/s | " + " | ".join(sets) + " |", "|---" + "|---:" * len(sets) + "|"]
    for peer in peers:
        cells = [number(rates[name, peer]) if (name, peer) in rates else "–" for name in sets]
        rows.append(f"| {peer} | " + " | ".join(cells) + " |")
    for peer in ("vectorscan", "pcre2"):
        cells = []
        for name in sets:
            pair = (name, "winnow"), (name, peer)
            cells.append(number(rates[pair[0]] / rates[pair[1]]) + "×" if all(key in rates for key in pair) else "–")
        rows.append(f"| *winnow against {peer}* | " + " | ".join(cells) + " |")
    for title, peer, field in (
        ("*winnow, load in ms*", "winnow", "load_ms"), ("*winnow, resident MiB*", "winnow", "rss_kib"),
        ("*vectorscan, lost matches*", "vectorscan", "lost"),
    ):
        cells = []
        for name in sets:
            value = extra.get((name, peer, field))
            cells.append("–" if value is None else number(value / 1024 if field == "rss_kib" else value) if value else "0")
        rows.append(f"| {title} | " + " | ".join(cells) + " |")
    names = {
        "1k": "1 KB", "64k": "64 KB", "1m": "1 MB", "16m": "16 MiB", "64m": "64 MiB",
        "fewer-lines": "a hundred thousand empty lines", "lines": "a million empty lines", "line": "one line of 1 MB",
    }
    growth = [f"{names[peer]} {number(rate)}" for (name, peer), rate in rates.items() if name == "growth"]
    if growth:
        rows += ["", "Growth, MB/s of Winnow with plain300 by the length of one text: " + ", ".join(growth) + "."]
    ceilings = [f"{peer} {number(rate)}" for (name, peer), rate in rates.items() if name == "ceiling"]
    if ceilings:
        rows += ["", "Ceilings, MB/s: " + ", ".join(ceilings) + "."]
    return "\n".join(rows)


def plot(rates, sets, peers):
    """Bars on a logarithmic scale, grouped by rule set."""
    width, height, left, top, base = 860, 380, 60, 30, 320
    low, high = -1, 4

    def y(rate):
        return base - (base - top) * (math.log10(max(rate, 10**low)) - low) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + 20}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height + 20}" fill="white"/>',
        f'<text x="{left}" y="16">megabytes a second (logarithmic)</text>',
    ]
    for power in range(low, high + 1):
        place = y(10**power)
        label = number(10**power)
        parts.append(f'<line x1="{left}" x2="{width - 10}" y1="{place:.0f}" y2="{place:.0f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{left - 6}" y="{place + 4:.0f}" text-anchor="end">{label}</text>')
    group = (width - left - 20) / max(len(sets), 1)
    bar = (group - 14) / max(len(peers), 1)
    for index, name in enumerate(sets):
        start = left + 7 + index * group
        parts.append(f'<text x="{start + group / 2 - 7:.0f}" y="{base + 16}" text-anchor="middle">{name}</text>')
        for place, peer in enumerate(peers):
            if (name, peer) not in rates:
                continue
            at = y(rates[name, peer])
            parts.append(
                f'<rect x="{start + place * bar:.1f}" y="{at:.1f}" width="{bar - 1:.1f}" height="{base - at:.1f}" '
                f'fill="{COLOURS.get(peer, "#000000")}"><title>{peer}: {number(rates[name, peer])}</title></rect>'
            )
    x, line = left, base + 40
    for peer in peers:
        if x > width - 160:
            x, line = left, line + 18
        parts.append(f'<rect x="{x}" y="{line - 9}" width="10" height="10" fill="{COLOURS.get(peer, "#000000")}"/>')
        parts.append(f'<text x="{x + 14}" y="{line}">{peer}</text>')
        x += 30 + 7 * len(peer)
    return "\n".join(parts + ["</svg>"]) + "\n"


def main():
    results, page, drawing = map(pathlib.Path, sys.argv[1:])
    seen, fields = collections.defaultdict(list), collections.defaultdict(list)
    for line in results.read_text().splitlines():
        one = json.loads(line)
        seen[one["set"], one["peer"]].append(one["mb_per_second"])
        for field in ("load_ms", "rss_kib", "lost"):
            if field in one:
                fields[one["set"], one["peer"], field].append(one[field])
    rates = {key: statistics.median(values) for key, values in seen.items()}
    extra = {key: statistics.median(values) for key, values in fields.items()}
    sets = list(dict.fromkeys(name for name, _ in rates if name not in ("ceiling", "growth")))
    peers = [peer for peer in COLOURS if any((name, peer) in rates for name in sets)]
    text = page.read_text() if page.exists() and BEGIN in page.read_text() else PAGE
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    body = f"{BEGIN}\n{table(rates, extra, sets, peers)}\n\n![the same as a plot]({drawing.name})\n{END}"
    page.write_text(head + body + tail)
    drawing.write_text(plot(rates, sets, peers))


main()
