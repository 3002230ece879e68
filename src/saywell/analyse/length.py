"""How long: the recording, the answer in it, the speech in that."""

from __future__ import annotations

from saywell.analyse.take import Number, Result, Take, null
from saywell.analyse.timeline import Timeline

_DELAY_S, _EDGE_S = 0.25, 0.05
"""The recording runs behind the room by the sound system's delay, about 0.15 s, and seldom more than 0.25 s."""


def analyse(take: Take, timeline: Timeline) -> Result:
    """Duration, answer length, speaking time and phonation share.

    Phonation share is speaking time over answer length (Kormos & Denes 2004, "Exploring measures
    and perceptions of fluency in the speech of second language learners").
    """
    answer_s, speaking_s = timeline.answer.duration_s, timeline.speaking_s
    begins_s = timeline.answer.start_s
    duration = (
        (Number("duration_s", take.duration_s, take.duration_s, take.duration_s),)
        if take.duration_s is not None
        else null("no_audio", "duration_s")
    )
    latency = (
        (Number("response_latency_s", begins_s, begins_s - _DELAY_S, begins_s + _EDGE_S),)
        if take.recorded_here
        else null("not_our_recording", "response_latency_s")
    )
    return Result(
        (
            *duration,
            Number("answer_s", answer_s),
            *latency,
            Number("speaking_s", speaking_s),
            Number("phonation_share", speaking_s / answer_s if answer_s else 1.0),
        )
    )
