#!/usr/bin/env python3
"""generate.py OUT [--corpus DIR] [--documents N]

Writes OUT/texts/*.txt and OUT/plain{20,300,1000,10000}.rules, OUT/dense{301,1001}.rules, one PCRE2 pattern a line.
Without a corpus the texts are made up, in the shape of news pages: paragraphs, short lines, boilerplate. Plain rules
hardly ever match, dense ones are made of the texts' own lines and match in every few. The same bytes each time.
"""
import argparse
import itertools
import pathlib
import random
import re

BASE = [
    r"^\s*advertisement\s*$", r"^\s*ADVERTISING\s*$", r"^(.+)\nOTHER TOPICS OF INTEREST\n\1\n.+\n",
    r"^read (more|also|next)\b.*$", r"^share (this|on)\b.{0,60}$", r"^sign up (for|to) .{0,80}newsletter.*$",
    r"^follow us on \w+.*$", r"^(©|\(c\)|copyright).{0,120}(rights reserved)?.*$",
    r"^subscribe( now| today| to .{0,60})?\s*$", r"^related (articles|stories|topics|posts):?\s*$",
    r"^click here\b.*$", r"^\d+ min(ute)?s? read$", r"^(photo|image|picture|credit)( by)?:.{0,100}$",
    r"^most (read|popular|viewed)\s*$", r"^comments? ?\(\d+\)$", r"^\d+ (likes?|shares?|comments?|views?)$",
    r"^(home|news|sports?|opinion|business)( [|>/] (home|news|sports?|opinion|business))+$",
    r"^we use cookies\b.*$", r"^(accept|reject) (all )?cookies$",
    r"^this (article|story) (was )?originally (appeared|published) (on|in|at) .*$",
]
BOILERPLATE = [
    "Advertisement", "Read more: {}", "Share this story", "4 min read", "Sign up for our {} newsletter", "Most read",
    "Comments (12)", "Photo: {}", "Home | News | Sports", "We use cookies to improve {}", "Follow us on {}",
]


def invent(rng, count):
    """Words with the frequencies and the lengths of a language, of syllables of no language."""
    heads, vowels, tails = "b c d f g l m n p r s t v br st tr".split(), list("aeiou"), ["", "n", "r", "s", "t", "l"]
    words = ["the", "of", "and", "to", "in", "a", "is", "for", "on", "that", "by", "with", "was", "it"]
    while len(words) < count:
        word = "".join(rng.choice(heads) + rng.choice(vowels) + rng.choice(tails) for _ in range(rng.randint(1, 4)))
        if len(word) > 2:
            words.append(word)
    return words, list(itertools.accumulate(1 / (rank + 3) for rank in range(count)))


def made_up(rng, documents):
    words, weights = invent(rng, 12000)
    for _ in range(documents):
        lines = []
        for _ in range(rng.randint(15, 70)):
            kind = rng.random()
            if kind < 0.15:
                lines.append("")
            elif kind < 0.22:
                lines.append(rng.choice(BOILERPLATE).format(rng.choice(words).title()))
            else:
                count = rng.randint(2, 6) if kind < 0.55 else rng.randint(12, 60)
                some = rng.choices(words, cum_weights=weights, k=count)
                if kind > 0.95:
                    some[0] = some[0] + "é"
                lines.append(" ".join(some).capitalize() + ("." if count > 6 else ""))
        yield "\n".join(lines) + "\n"


def plain(rng, words):
    def phrase(count):
        return " ".join(rng.choice(words) for _ in range(count))

    return rng.choice([
        lambda: rf"^\s*{phrase(rng.randint(1, 3))}\s*$",
        lambda: rf"^{phrase(2)}\b.{{0,80}}$",
        lambda: rf"^{phrase(1)} (on|for|by|with) \w+ {phrase(1)}.*$",
        lambda: phrase(3),
        lambda: "^(" + "|".join(phrase(1) for _ in range(4)) + rf")( \w+){{0,4}} {phrase(1)}$",
        lambda: rf"^\d+ {phrase(1)} (and|or) {phrase(1)}[.!]?$",
    ])()


def dense(rng, words, lines, short):
    line = rng.choice(lines)
    at = rng.randrange(len(line) - 2)
    return rng.choice([
        lambda: r"^\s*" + " ".join(rng.choice(short)) + r"\s*$",
        lambda: rf"^{line[0]} {line[1]}\b.{{0,80}}$",
        lambda: rf"^{line[0]} (on|for|by|with|is|was|of) \w+ {rng.choice(words)}.*$",
        lambda: " ".join(line[at:at + 3]),
        lambda: "^(" + "|".join(" ".join(rng.choice(lines)[:2]) for _ in range(4)) + rf")( \w+){{0,4}} {rng.choice(words)}$",
        lambda: rf"^\d+ {rng.choice(words)} (and|or) {rng.choice(words)}[.!]?$",
    ])()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--corpus", type=pathlib.Path)
    parser.add_argument("--documents", type=int, default=1500)
    options = parser.parse_args()
    rng = random.Random(7)
    if options.corpus:
        files = sorted(options.corpus.glob("*.txt"))[: options.documents]
        texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]
    else:
        texts = list(made_up(rng, options.documents))
    folder = options.out / "texts"
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
    split = [re.findall(r"[^\s]+", line.lower()) for text in texts for line in text.split("\n")]
    lines = [line for line in split if len(line) >= 3 and all(re.fullmatch("[a-z]+", word) for word in line[:-1])]
    lines = [line[:-1] + [line[-1].strip(".")] for line in lines if re.fullmatch(r"[a-z]+\.?", line[-1])]
    rng.shuffle(lines)
    short = [line for line in lines if len(line) <= 6] or lines
    words = sorted({word for line in lines for word in line if 4 <= len(word) <= 10})
    for count in (20, 300, 1000, 10000):
        rules = BASE + [plain(rng, words) for _ in range(count - len(BASE))]
        (options.out / f"plain{count}.rules").write_text("\n".join(rules) + "\n", encoding="utf-8")
    for count in (301, 1001):
        rules = BASE + [dense(rng, words, lines, short) for _ in range(count - len(BASE))]
        (options.out / f"dense{count}.rules").write_text("\n".join(rules) + "\n", encoding="utf-8")


main()
