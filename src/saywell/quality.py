"""Can this recording carry a measurement? Judged first, with numbers (docs/quality.md).

*Unusable* recordings are refused; *degraded* ones are measured with wider intervals. Either way a
person reads one line: what is wrong and what to do.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from saywell.errors import UnusableAudioError
from saywell.features import Voice
from saywell.features.grid import ENOUGH_FRAMES
from saywell.features.voice import NOT_VOICE, VOICE_ON
from saywell.model import Audio, Problem, Quality, total_s

SILENT_PEAK_DBFS = -75.0
SHORTEST_S = 0.5
LEAST_SPEECH_S = 0.4
"""Half a second of speech must always pass; the network's edges are good to 0.1 s."""
CLIPPED_UNUSABLE, CLIPPED_DEGRADED = 0.25, 0.002
"""Share of the speech's samples at the rail."""
SNR_UNUSABLE_DB, SNR_DEGRADED_DB = 3.0, 15.0
QUIET_DBFS = -50.0
NARROW_BAND_HZ = 16_000
_SOUND_BELOW_SPEECH_DB = 10.0


def judge(audio: Audio, voice: Voice, name: str) -> Quality:
    """Judge a recording.

    Args:
        audio: decoded.
        voice: what `features.hear` found in it.
        name: the file, as errors call it.
    """
    speech_dbfs, noise_dbfs, snr_db = _levels(audio, voice)
    clipped = _clipped_share_of_speech(audio, voice)

    def quality(usable: bool, problems: tuple[Problem, ...]) -> Quality:
        return Quality(
            duration_s=audio.duration_s,
            sample_rate_hz=audio.sample_rate_hz,
            peak_dbfs=audio.peak_dbfs,
            speech_dbfs=speech_dbfs,
            noise_dbfs=noise_dbfs,
            snr_db=snr_db,
            clipped_share=audio.clipped_share,
            usable=usable,
            problems=problems,
        )

    refusal = _refusal(audio, voice, snr_db, clipped, name)
    if refusal:
        return quality(False, (refusal,))
    problems = []
    if clipped >= CLIPPED_DEGRADED:
        problems.append(
            Problem("clipped", f"{clipped:.1%} of the speech is clipped: turn the microphone down a little.")
        )
    if snr_db is not None and snr_db < SNR_DEGRADED_DB:
        problems.append(
            Problem("noisy", f"Speech is only {snr_db:.0f} dB above the noise: find a quieter room or move closer.")
        )
    if speech_dbfs is not None and speech_dbfs < QUIET_DBFS:
        problems.append(
            Problem("quiet", f"Speech is at {speech_dbfs:.0f} dBFS: move closer or turn the microphone up.")
        )
    if audio.sample_rate_hz < NARROW_BAND_HZ:
        rate = audio.sample_rate_hz / 1000
        problems.append(Problem("narrow_band", f"Recorded at {rate:g} kHz like a telephone call: use 16 kHz or more."))
    return quality(True, tuple(problems))


def refusal(quality: Quality) -> UnusableAudioError:
    """The error that tells a person why a recording can't be used."""
    problem = quality.problems[0]
    what, _, advice = problem.message.rpartition(". ")
    return UnusableAudioError(what, advice, code=problem.code, quality=quality)


def no_speech(name: str, quality: Quality) -> UnusableAudioError:
    """The error for a recording in which, looked at closely, nobody speaks."""
    unusable = replace(quality, usable=False, problems=(_no_speech(name),))
    return refusal(unusable)


def _refusal(audio: Audio, voice: Voice, snr_db: float | None, clipped: float, name: str) -> Problem | None:
    if audio.peak_dbfs < SILENT_PEAK_DBFS:
        return Problem("silent", f"{name} is silent. Check that the microphone is on and that this program may use it.")
    if audio.duration_s < SHORTEST_S:
        return Problem(
            "too_short", f"{name} lasts {audio.duration_s:.2f} s, too short to measure. Record a few sentences."
        )
    if total_s(voice.spans) < LEAST_SPEECH_S:
        return _no_speech(name)
    if clipped >= CLIPPED_UNUSABLE:
        return Problem(
            "clipped",
            f"{name} is clipped: {clipped:.0%} of the speech is cut off. Turn the microphone down and record again.",
        )
    if snr_db is not None and snr_db < SNR_UNUSABLE_DB:
        return Problem(
            "noisy",
            f"The noise in {name} drowns the speech ({snr_db:.0f} dB apart). Record again, closer to the microphone.",
        )
    return None


def _no_speech(name: str) -> Problem:
    return Problem(
        "no_speech", f"There is no speech in {name}. Check that it is the right file and that the voice is audible."
    )


def _levels(audio: Audio, voice: Voice) -> tuple[float | None, float | None, float | None]:
    """Speech and noise in dBFS of the file, and the speech's own level above the noise in dB."""
    power = 10 ** (voice.level_db / 10)
    speaking, background = voice.probability > VOICE_ON, voice.probability < NOT_VOICE
    far = background & (voice.level_db < voice.speech_db - _SOUND_BELOW_SPEECH_DB)
    if 2 * far.sum() >= background.sum():  # then what stands out of the background is a sound, such as a lone "um"
        background = far
    speech = float(power[speaking].mean()) if speaking.any() else None
    noise = float(power[background].mean()) if background.sum() >= ENOUGH_FRAMES else None
    snr_db = None
    if speech is not None and noise is not None:
        snr_db = _db(max(speech - noise, 1e-12) / noise)
    return (
        None if speech is None else _db(speech) - audio.gain_db,
        None if noise is None else _db(noise) - audio.gain_db,
        snr_db,
    )


def _clipped_share_of_speech(audio: Audio, voice: Voice) -> float:
    speech_s = total_s(voice.spans)
    return min(1.0, audio.clipped_share * audio.duration_s / speech_s) if speech_s else audio.clipped_share


def _db(power: float) -> float:
    return 10 * float(np.log10(power))
