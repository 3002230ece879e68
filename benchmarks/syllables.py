#!/usr/bin/env python3
"""How well syllables are counted by spelling: against CMUdict, over running speech.

    python benchmarks/syllables.py [--data ../shared/data]

Words are weighted by how often they were said in meetings (disfluency/manifest.jsonl); the dictionary is the one
inside the pocketsphinx wheel.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from importlib import resources
from pathlib import Path

from saywell.english import syllables
from saywell.model import Word

VOWELS = {"AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"}


def dictionary() -> dict[str, set[int]]:
    """Syllables of each word, of every pronunciation that CMUdict has."""
    text = resources.files("pocketsphinx").joinpath("model/en-us/cmudict-en-us.dict").read_text("utf-8")
    out: dict[str, set[int]] = {}
    for line in text.splitlines():
        word, *phones = line.split()
        out.setdefault(re.sub(r"\(\d+\)$", "", word), set()).add(sum(phone in VOWELS for phone in phones))
    return out


def _nearest(got: int, choices: set[int]) -> int:
    return min((abs(choice - got), choice) for choice in choices)[1]


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the syllable counter against CMUdict.")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    options = parser.parse_args()
    known = dictionary()
    said: Counter[str] = Counter()
    for line in (options.data / "disfluency" / "manifest.jsonl").read_text().splitlines():
        said.update(Word(row[0], 0.0, 0.0).bare for row in json.loads(line)["words"])
    rows = [(n, syllables(word), known[word]) for word, n in said.items() if word in known]
    total = sum(n for n, _, _ in rows)
    right = sum(n for n, got, choices in rows if got in choices)
    ours = sum(n * got for n, got, _ in rows)
    theirs = sum(n * _nearest(got, choices) for n, got, choices in rows)
    print(f"{total} words said: {right / total:.1%} as many syllables as CMUdict; in all {ours / theirs - 1:+.1%}.")


if __name__ == "__main__":
    main()
