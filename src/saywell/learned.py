"""The weights of the small networks that come with saywell (models/ has how they were learned)."""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np


@cache
def learned(name: str) -> dict[str, np.ndarray]:
    """The arrays of a file of saywell.data, read once."""
    with resources.files("saywell.data").joinpath(name).open("rb") as file, np.load(file) as stored:
        return {key: stored[key] for key in stored.files}
