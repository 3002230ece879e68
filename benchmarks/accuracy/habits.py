"""How often ordinary speakers say the words that are only counted: what a habit is measured against."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from models.reading.corpora import ami, as_words, gum

from benchmarks.accuracy.common import table
from saywell.analyse import habits
from saywell.analyse.take import Take
from saywell.analyse.timeline import lay_out
from saywell.english import english
from saywell.model import Question, Transcript

LEAST_WORDS = 500


def measure(data: Path) -> str:
    """Uses in 100 words: the median speaker, and what 19 in 20 stay below. english.toml has them from here."""
    rates: dict[str, list[float]] = {word: [] for word in english()["habits"]["usual"]}
    for stream in [*ami(data), *gum(data)]:
        words = tuple(as_words(stream.words, stream.start_s))
        take = Take(None, None, Transcript("words-file", "", "en", words, None, True), Question("behavioural"))
        timeline = lay_out(take, ())
        if timeline is None or len(timeline.counted) < LEAST_WORDS:
            continue
        said = {habit.word: habit.per_100_words for habit in habits.analyse(take, timeline).habits}
        for word, known in rates.items():
            known.append(said.get(word, 0.0))
    speakers = len(rates["so"])
    rows = [(word, f"{np.median(r):.2f}", f"{np.percentile(r, 95):.2f}") for word, r in rates.items()]
    return "\n\n".join(
        [
            f"Words that are only counted, uses in 100 words of {speakers} speakers with {LEAST_WORDS} words or more "
            "(AMI by meeting, GUM by document):",
            table(("word", "median", "19 in 20 stay below"), rows),
        ]
    )
