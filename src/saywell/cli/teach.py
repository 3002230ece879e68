"""`saywell fillers teach`: a lesson of a person's own um and uh, and what it gains."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from pathlib import Path

from saywell import audio, config, devices, files, own_voice, pending, store, teaching
from saywell.cli import complain, say
from saywell.errors import DeviceMissingError, SaywellError, StoppedError, UsageError
from saywell.labels import Labels
from saywell.labels import read as read_labels
from saywell.model import Span
from saywell.own_voice import Learned
from saywell.record import Recording
from saywell.store import Store
from saywell.teaching import Prompt

_TAIL_S = 0.7
"""The sound system hands over what it hears so late."""
_LEAST_FILLERS = 3


def teach(*, recording: str | None, labels: str | None, device: str | None) -> None:
    """Learn a person's um and uh from a minute of speech, and say what that gains."""
    if (recording is None) != (labels is None):
        raise UsageError("--from and --labels go together", "Name a recording and a file of labels.")
    with store.opened() as history:
        if recording is not None and labels is not None:
            _learn(history, Path(recording), read_labels(Path(labels)))
        else:
            _teach_aloud(history, config.load().device if device is None else device)


def _learn(history: Store, recording: Path, labels: Labels) -> None:
    """Keep a lesson and learn from it, or neither; tell what came of it."""
    try:
        with own_voice.lesson(recording, labels) as known:
            learned = own_voice.learn(history)
    except KeyboardInterrupt:
        raise _stopped() from None
    if known:
        print("This recording was taught before: its labels are replaced.")
    tell(learned)


def _stopped() -> StoppedError:
    return StoppedError("Stopped; nothing of it is kept", "Run it again from the start.")


def _teach_aloud(history: Store, wanted: str | None) -> None:
    """Let the person say every prompt, and keep the lesson; nothing of one that was broken off."""
    with ExitStack() as closing:
        closing.enter_context(pending.alone())
        try:
            device = devices.find(wanted)
        except DeviceMissingError as error:
            hint = "Without one: saywell fillers teach --from FILE --labels FILE"
            raise DeviceMissingError(error.what, f"{error.next.rstrip('.')}. {hint}") from None
        path = files.private_folder(own_voice.folder()) / ".lesson.wav"
        closing.callback(path.unlink, missing_ok=True)
        try:
            with devices.quietly():
                said = _said(Recording(device, path), path)
        except KeyboardInterrupt:
            raise _stopped() from None
        _learn(history, path, _labels(path, said))


def _said(recording: Recording, path: Path) -> list[tuple[Prompt, Span]]:
    """Each prompt with the stretch in which it was said; one that fails three times is left out."""
    said = []
    prompts = teaching.prompts()
    try:
        recording.begin()
        print(
            "Say each line as you would in talk, not as if you acted it; then press Enter. "
            "Where a vowel is written long, say it long.",
            file=sys.stderr,
        )
        for number, prompt in enumerate(prompts, 1):
            for again in ("Once more.", "Once more.", "It is left out."):
                span = _one(recording, f"{number:>2} of {len(prompts)}   {prompt.text}")
                trouble = teaching.trouble(prompt, audio.load(str(path))[1], span)
                if trouble is None:
                    said.append((prompt, span))
                    break
                complain(f"{trouble} {again}")
    finally:
        recording.stop()
    return said


def _one(recording: Recording, line: str) -> Span:
    """The stretch between showing a line and the Enter after it."""
    began_s = recording.meter.seconds
    print(f"\n  {line}  ", end="", file=sys.stderr, flush=True)
    if not sys.stdin.readline():
        raise UsageError("Teaching needs somebody who presses Enter", "In a script: --from FILE --labels FILE.")
    until_s = recording.meter.seconds + _TAIL_S
    end = time.monotonic() + 2 * _TAIL_S
    while recording.meter.seconds < until_s and time.monotonic() < end and not recording.trouble:
        time.sleep(0.02)
    if recording.trouble:
        raise recording.trouble
    return Span(began_s, recording.meter.seconds)


def _labels(path: Path, said: list[tuple[Prompt, Span]]) -> Labels:
    labels = teaching.labels(audio.load(str(path))[1], said)
    if sum(is_filler for _, is_filler in labels) < _LEAST_FILLERS:
        raise SaywellError(
            "Too few um and uh were heard to learn from; nothing is kept", "Say them clearly, in a quiet room."
        )
    return labels


# ---------------------------------------------------------------- what came of it


def tell(learned: Learned | None) -> None:
    """What is gained, in a line or two."""
    if learned is None:
        return
    if learned.taught and not learned.helps:
        heard = f"It hears {learned.before.heard} of your {learned.fillers} already; nothing had to be learned"
        say(f"{heard}, and what is found by sound alone counts from now on.", sys.stdout)
        say("Earlier attempts: saywell reanalyse --all", sys.stdout)
        return
    say(_gain(learned), sys.stdout)
    if learned.helps:
        say("Used from now on. Earlier attempts: saywell reanalyse --all", sys.stdout)
    else:
        say("That is no gain, so nothing of it is used. To give it more: saywell fillers teach", sys.stdout)


def _gain(learned: Learned) -> str:
    """Before and after, each counted on examples that it had not learned from."""
    before, after = learned.before, learned.after

    def both(name: str) -> str:
        return f"{getattr(after, name)} now, before {getattr(before, name)}"

    heard = f"Of your {learned.fillers} um and uh it hears {both('heard')}; " if learned.fillers else ""
    line = f"{heard}false alarms in your ordinary words: {both('false_alarms')}."
    return line[0].upper() + line[1:] + " (Each judged without having been learned from.)"
