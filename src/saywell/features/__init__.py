"""Audio -> `Features`: what the signal says, measured once and handed to every analyser.

    hear      voice.py       where a voice is, levels of speech and room       (before transcribing)
    measure   spectrum.py    40 mel bands           ┐
              speech.py      edges of speech        │ none needs words: they are computed
              pitch.py       pitch and voicing      │ while the recogniser decodes
              nuclei.py      syllable nuclei        │
              hesitation.py  sounds like um or uh   ┘

Everything is on one grid of 10 ms frames (grid.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from saywell.features.voice import Voice, hear
from saywell.model import Audio, Span
from saywell.workers import threads

__all__ = ["Features", "Voice", "hear", "measure"]


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What the signal says.

    Attributes:
        speech: stretches of speech; what lies between two of them is 0.25 s or longer.
        level_db: shape (frames,), level above 80 Hz, dB re full scale of the working level.
        speech_db: shape (frames,), the level of the speech around each frame.
        pitch_hz: shape (frames,), 60 to 500; meaningful where voiced.
        voicing: shape (frames,), 0 to 1; voiced from 0.5.
        nuclei_s: shape (n,), times of the syllable nuclei.
        hesitation: shape (frames,), 0 to 1, how much it sounds like a filled pause.
    """

    speech: tuple[Span, ...]
    level_db: np.ndarray
    speech_db: np.ndarray
    pitch_hz: np.ndarray
    voicing: np.ndarray
    nuclei_s: np.ndarray
    hesitation: np.ndarray


def measure(audio: Audio, voice: Voice) -> Features:
    """Measure everything that needs no words.

    Args:
        audio: the recording.
        voice: what `hear` found in it.
    """
    from saywell.features import hesitation, nuclei, pitch, spectrum
    from saywell.features.speech import speech_spans

    with threads(1) as pool:  # the pitch network works while librosa is imported, the slowest part of a first run
        pitched = pool.submit(pitch.track, audio.samples)
        mel_db = spectrum.mel_db(audio.samples)
        speech = speech_spans(mel_db, voice)
        pitch_hz, voicing = pitched.result()
    signs = hesitation.frame_features(mel_db, pitch_hz, voicing, voice, speech)
    return Features(
        speech=speech,
        level_db=voice.level_db,
        speech_db=voice.speech_db,
        pitch_hz=pitch_hz,
        voicing=voicing,
        nuclei_s=nuclei.syllable_nuclei(mel_db, voicing, speech),
        hesitation=hesitation.probability(signs),
    )
