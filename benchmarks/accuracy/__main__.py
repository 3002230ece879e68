"""Measure, print, and write docs/accuracy.md between its markers."""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import re
import time
from pathlib import Path

from benchmarks.accuracy.common import DATA, ROOT, MissingError

PARTS = (
    "fillers",
    "own_voice",
    "words",
    "habits",
    "roles",
    "content",
    "sentences",
    "pauses",
    "clauses",
    "pace",
    "syllables",
    "voice",
    "fluency",
    "retest",
    "comparing",
)
DOCUMENT = ROOT / "docs/accuracy.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description="Measure every claim.")
    parser.add_argument(
        "--data",
        type=Path,
        default=DATA,
        help="folder with fillers/, meetings/, read/, fluency/, disfluency/, like/, noise/",
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--print", action="store_true", help="leave docs/accuracy.md as it is")
    options = parser.parse_args()
    if not options.data.is_dir():
        parser.error(f"no folder {options.data}: labelled recordings are needed, name theirs with --data")
    multiprocessing.set_start_method("spawn")  # a fork of a process that has run a network may hang
    for name in options.only:
        began = time.perf_counter()
        try:
            section = importlib.import_module(f"benchmarks.accuracy.{name}").measure(options.data).strip()
        except MissingError as missing:
            print(f"{name}: left as it is; {missing}\n", flush=True)
            continue
        print(f"{section}\n\n({name}: {time.perf_counter() - began:.0f} s)\n", flush=True)
        if not options.print:
            write(name, section)


def write(name: str, section: str) -> None:
    """Put a section between its markers."""
    text = DOCUMENT.read_text("utf-8")
    between = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    assert between.search(text), f"docs/accuracy.md has no place for {name}"
    DOCUMENT.write_text(between.sub(lambda match: f"{match[1]}{section}\n{match[2]}", text), "utf-8")


if __name__ == "__main__":
    main()
