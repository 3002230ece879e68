"""Audio -> `Features`: what the signal says, measured once and handed to every analyser.

    track_pitch  pitch.py       pitch and voicing      ┐
    hear         voice.py       where a voice is, levels of speech and room (before transcribing)
    measure      spectrum.py    40 mel bands           │ the rest needs no words either: it is
                 speech.py      edges of speech        │ computed while the recogniser decodes
                 nuclei.py      syllable nuclei        │
                 hesitation.py  sounds like um or uh   │
                 own.py         the same, for one voice ┘

Everything is on one grid of 10 ms frames (grid.py).
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from saywell.features.voice import Voice, hear
from saywell.model import Audio, Span

__all__ = ["Features", "Pitch", "Voice", "hear", "measure", "signs_of_hesitation", "track_pitch"]

Pitch = tuple[np.ndarray, np.ndarray]
"""pitch_hz and voicing, each of shape (frames,)."""


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


def measure(
    audio: Audio, voice: Voice, pitch: Future[Pitch] | None = None, own: dict[str, np.ndarray] | None = None
) -> Features:
    """Measure everything that needs no words.

    Args:
        audio: the recording.
        voice: what `hear` found in it.
        pitch: `track_pitch` under way; tracked here if it is not.
        own: what `own.adapt` learned of the speaker's filled pauses; None if nothing.
    """
    from saywell.features import hesitation, nuclei, spectrum
    from saywell.features import own as own_module
    from saywell.features.speech import speech_spans

    mel_db = spectrum.mel_db(audio.samples)
    speech = speech_spans(mel_db, voice)
    pitch_hz, voicing = pitch.result() if pitch else track_pitch(audio)
    signs = hesitation.frame_features(mel_db, pitch_hz, voicing, voice, speech)
    return Features(
        speech=speech,
        level_db=voice.level_db,
        speech_db=voice.speech_db,
        pitch_hz=pitch_hz,
        voicing=voicing,
        nuclei_s=nuclei.syllable_nuclei(mel_db, voicing, speech),
        hesitation=own_module.probability(signs, own) if own else hesitation.probability(signs),
    )


def signs_of_hesitation(audio: Audio) -> tuple[np.ndarray, tuple[Span, ...]]:
    """What `own` learns from: the signs of a filled pause, shape (frames, n), and the stretches of speech."""
    from saywell.features import hesitation, spectrum
    from saywell.features.speech import speech_spans

    voice, mel_db = hear(audio), spectrum.mel_db(audio.samples)
    speech = speech_spans(mel_db, voice)
    return hesitation.frame_features(mel_db, *track_pitch(audio), voice, speech), speech


def track_pitch(audio: Audio) -> Pitch:
    """Pitch and voicing, which take longest and need nothing but the recording: begin with them."""
    from saywell.features.pitch import track

    return track(audio.samples)
