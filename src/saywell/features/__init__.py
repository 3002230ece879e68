"""Audio -> `Features`: what the signal says, measured once and handed to every analyser.

    track_pitch  pitch.py       pitch and voicing      ┐
    hear         voice.py       where a voice is, levels of speech and room (before transcribing)
    measure      spectrum.py    40 mel bands           │ the rest needs no words either: it is
                 speech.py      edges of speech        │ computed while the recogniser decodes
                 phones.py      vowel, nasal, stop ... │
                 nuclei.py      syllable nuclei        │
                 hesitation.py  sounds like um or uh   │
                 own.py         the same, for one voice│
                 movement.py    how fast it changes    ┘

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
        vocal: speech, and voiced sounds that voice activity leaves out, such as a lone "hm".
        voice: shape (frames,), 0 to 1, the probability of speech (Silero VAD).
        level_db: shape (frames,), level above 80 Hz, dB re full scale of the working level.
        speech_db: shape (frames,), the level of the speech around each frame.
        noise_db: shape (frames,), the background around each frame.
        pitch_hz: shape (frames,), 60 to 650; meaningful where voiced.
        voicing: shape (frames,), 0 to 1; voiced from 0.5.
        phones: shape (frames, 13), probabilities of the classes of phones.py.
        nuclei_s: shape (n,), times of the syllable nuclei.
        hesitation: shape (frames,), 0 to 1, how much it sounds like a filled pause.
        movement: shape (frames,), how far the spectrum moves in 40 ms; 0 outside speech.
    """

    speech: tuple[Span, ...]
    vocal: tuple[Span, ...]
    voice: np.ndarray
    level_db: np.ndarray
    speech_db: np.ndarray
    noise_db: np.ndarray
    pitch_hz: np.ndarray
    voicing: np.ndarray
    phones: np.ndarray
    nuclei_s: np.ndarray
    hesitation: np.ndarray
    movement: np.ndarray


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
    from saywell.features import hesitation, nuclei, phones, spectrum
    from saywell.features import own as own_module
    from saywell.features.movement import movement
    from saywell.features.speech import speech_spans

    mel_db = spectrum.mel_db(audio.samples)
    speech = speech_spans(mel_db, voice)
    classes, density = phones.posteriors(mel_db, voice)
    pitch_hz, voicing = pitch.result() if pitch else track_pitch(audio)
    vocal = hesitation.vocal_spans(voice, voicing, speech)
    signs = hesitation.frame_features(mel_db, pitch_hz, voicing, voice, vocal, classes)
    return Features(
        speech=speech,
        vocal=vocal,
        voice=voice.probability,
        level_db=voice.level_db,
        speech_db=voice.speech_db,
        noise_db=voice.noise_db,
        pitch_hz=pitch_hz,
        voicing=voicing,
        phones=classes,
        nuclei_s=nuclei.syllable_nuclei(density, speech),
        hesitation=own_module.probability(signs, own) if own else hesitation.probability(signs),
        movement=movement(mel_db, speech),
    )


def signs_of_hesitation(audio: Audio) -> tuple[np.ndarray, tuple[Span, ...]]:
    """What `own` learns from: the signs of a filled pause, shape (frames, n), and where a voice is."""
    from saywell.features import hesitation, phones, spectrum
    from saywell.features.speech import speech_spans

    voice, mel_db = hear(audio), spectrum.mel_db(audio.samples)
    pitch_hz, voicing = track_pitch(audio)
    vocal = hesitation.vocal_spans(voice, voicing, speech_spans(mel_db, voice))
    classes, _ = phones.posteriors(mel_db, voice)
    return hesitation.frame_features(mel_db, pitch_hz, voicing, voice, vocal, classes), vocal


def track_pitch(audio: Audio) -> Pitch:
    """Pitch and voicing, which take longest and need nothing but the recording: begin with them."""
    from saywell.features.pitch import track

    return track(audio.samples)
