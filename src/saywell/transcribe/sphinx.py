"""The built-in recogniser: PocketSphinx, whose wheel carries an English model.

Rough words, very good word times, no fillers. It holds Python's lock while it decodes, so it runs in
worker processes of its own (`sphinx_worker`): one a core, and the signal is measured meanwhile.
"""

from __future__ import annotations

import importlib.util
import json
import os
import queue
import re
import subprocess
import sys

import numpy as np

from saywell.errors import EngineMissingError, SaywellError
from saywell.model import Word

NAME = "pocketsphinx"
LEAST_PROBABILITY = 0.61
"""Fitted by benchmarks/reliability.py: tells clips with under 30 % wrong words from the rest, 102 of 110."""
_WINDOW_S = 14.0
_NOT_A_WORD = re.compile(r"[<\[+]")
_VARIANT = re.compile(r"\(\d+\)$")


def installed() -> bool:
    return importlib.util.find_spec("pocketsphinx") is not None


def require() -> None:
    """
    Raises:
        EngineMissingError: it is not installed.
    """
    if not installed():
        raise EngineMissingError(
            "The built-in recogniser is not installed for this Python",
            "Get Whisper with: saywell models pull",
            code="pocketsphinx_missing",
        )


class Sphinx:
    """PocketSphinx with its own English model, in one process a core (two at most)."""

    name = NAME
    model = "en-us"
    window_s = _WINDOW_S
    writes_fillers = False
    takes_prompt = False
    least_probability = LEAST_PROBABILITY

    def __init__(self) -> None:
        self.workers = max(1, min(2, os.cpu_count() or 1))
        self._idle: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
        self._all = [self._start() for _ in range(self.workers)]
        for worker in self._all:
            self._idle.put(worker)

    @staticmethod
    def _start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "saywell.transcribe.sphinx_worker"]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def decode(self, samples: np.ndarray, *, prompted: bool = True) -> list[Word]:
        worker = self._idle.get()
        try:
            segments = _ask(worker, samples)
        finally:
            self._idle.put(worker)
        return [
            Word(_VARIANT.sub("", text), start_s, end_s, min(1.0, probability))
            for text, start_s, end_s, probability in segments
            if not _NOT_A_WORD.match(text)
        ]

    def close(self) -> None:
        for worker in self._all:
            worker.kill()
            worker.communicate()


def _ask(worker: subprocess.Popen[bytes], samples: np.ndarray) -> list[tuple[str, float, float, float]]:
    assert worker.stdin
    assert worker.stdout
    sound = np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
    try:
        worker.stdin.write(len(sound).to_bytes(8, "little") + sound)
        worker.stdin.flush()
        answer = worker.stdout.readline()
    except BrokenPipeError:
        answer = b""
    if not answer:
        raise SaywellError(
            "The built-in recogniser stopped unexpectedly",
            "Run it again; if it stays so, use --no-transcribe or get Whisper with: saywell models pull",
            code="recogniser_stopped",
        )
    return [(text, start_s, end_s, probability) for text, start_s, end_s, probability in json.loads(answer)]
