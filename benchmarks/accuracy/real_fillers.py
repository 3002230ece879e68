"""Where real um and uh are: in the clips of one man (fillers/), and in meetings (AMI).

The two monologues' are the data's own times, but for the one uh of `acoustic_corpus` that these lack. That one and
those of the acted clips were read off spectrograms beside the text, edges good to about 0.05 s. Where text and
sound do not say which of several sounds is the filler, it is marked "?".
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.common import manifest
from saywell import audio
from saywell.model import SAMPLE_RATE_HZ

Times = tuple[tuple[float, float], ...]

LABELS: dict[str, tuple[tuple[float, float, str], ...]] = {
    "acoustic_corpus": ((8.02, 8.57, "um"), (14.53, 14.95, "uh"), (22.9, 23.53, "um")),
    "cold_corpus": (
        (1.24, 1.67, "uh"),
        (3.69, 3.96, "uh"),
        (7.31, 7.86, "uh"),
        (9.89, 10.34, "um"),
        (17.78, 18.32, "uh"),
    ),
    "mfa_uhuh": (
        (1.43, 1.62, "uh"),
        (1.92, 2.07, "uh"),
        (2.61, 2.8, "uh"),
        (3.23, 3.51, "uh"),
        (4.35, 4.5, "uh"),
        (4.52, 5.27, "uh"),
    ),
    "mfa_uhum": (
        (1.84, 2.27, "uh"),
        (2.42, 2.92, "um"),
        (3.02, 3.8, "uh"),
        (3.92, 4.72, "hm"),
        (5.1, 5.9, "hm"),
        (6.32, 6.68, "um"),
    ),
    "mfa_um": ((3.78, 5.17, "um"),),
    "mfa_uh": ((2.36, 3.66, "uh"),),
    "mfa_crossword": ((1.97, 2.47, "um"), (5.82, 6.57, "um")),
    "mfa_cutoffprogressive": ((2.6, 3.2, "?"), (8.27, 8.62, "hm")),
}
"""Start and end in s. The uh of `mfa_cutoffprogressive` can't be told from the broken-off words around it."""
LONGEST_S = 0.75
"""The aligner of the meetings stretches a filler's end over the pause behind it."""
ACTED_S = 1.0
"""So long an um is acted: not to be put into answers."""


def times(clip: str) -> Times:
    """The um and uh of a clip of fillers/."""
    return tuple((a, b) for a, b, what in LABELS.get(clip, ()) if what in ("um", "uh"))


def unsure(clip: str) -> Times:
    """What is to be counted neither for nor against where only um and uh are looked for."""
    return tuple((a, b) for a, b, what in LABELS.get(clip, ()) if what in ("hm", "?"))


def in_meeting(row: dict[str, Any]) -> tuple[Times, Times]:
    """The um and uh of a clip of meetings/, and its hums."""
    rows = list(zip(row["fillers"], (info["kind"] for info in row["filler_info"]), strict=True))
    fillers = tuple((a, min(b, a + LONGEST_S)) for (a, b, _), kind in rows if kind == "filled_pause")
    return fillers, tuple((a, b) for (a, b, _), kind in rows if kind == "hum")


@lru_cache(maxsize=1)
def cut_out(data: Path) -> tuple[np.ndarray, ...]:
    """The sound of every um and uh that stands clear and is as long as in an answer."""
    cuts = [(row["file"], a, b) for row in manifest(data, "fillers") for a, b in times(row["id"])]
    for row in manifest(data, "meetings"):
        for (a, b, _), info in zip(row["fillers"], row["filler_info"], strict=True):
            if info["kind"] == "filled_pause" and not info["overlapped"] and not info["end_doubtful"]:
                cuts.append((row["file"], a, b))
    sounds = {file: audio.load(file)[1].samples for file, _, _ in cuts}
    return tuple(
        sounds[file][round(a * SAMPLE_RATE_HZ) : round(b * SAMPLE_RATE_HZ)] for file, a, b in cuts if b - a < ACTED_S
    )
