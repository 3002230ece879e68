"""Everything that can go wrong and that a person can do something about.

    SaywellError                 1  failed
    ├── UsageError               2  the command line, `--words`, a metric's name, the config file
    ├── UnusableAudioError            3  silent, too short, no speech, clipped, noisy, not audio
    ├── EngineMissingError            4  the speech model asked for is not here and can't be had
    │   └── HubUnreachableError       4  the model hub did not answer
    ├── DeviceMissingError            4  no PortAudio, no microphone, or it can't be opened
    └── StoppedError                130  somebody stopped it in the middle; what was done is kept

An error is one line: what happened, to which file, what to do next. `code` is the stable word for it
in JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saywell.model import Quality


class SaywellError(Exception):
    """The work failed. `what` happened, and what to do `next`.

    Args:
        what: what happened and to which file; no full stop at the end.
        next: what to do now, as a sentence.
        code: a stable word for scripts.
    """

    exit_code = 1

    def __init__(self, what: str, next: str, *, code: str = "failed") -> None:
        super().__init__(f"{what}. {next}")
        self.what = what
        self.next = next
        self.code = code
        self.sha256: str | None = None
        """Of the file that it happened to, once that was read."""


class UsageError(SaywellError):
    """The command line, a words file or the config file says something that can't be."""

    exit_code = 2

    def __init__(self, what: str, next: str, *, code: str = "usage") -> None:
        super().__init__(what, next, code=code)


class UnusableAudioError(SaywellError):
    """The recording can't carry any measurement; `quality` says why, if it could be decoded."""

    exit_code = 3

    def __init__(self, what: str, next: str, *, code: str, quality: Quality | None = None) -> None:
        super().__init__(what, next, code=code)
        self.quality = quality


class EngineMissingError(SaywellError):
    """The speech model that was asked for is not on this machine."""

    exit_code = 4

    def __init__(self, what: str, next: str, *, code: str = "model_missing") -> None:
        super().__init__(what, next, code=code)


class HubUnreachableError(EngineMissingError):
    """The model hub refused, broke off or did not answer in time."""

    def __init__(self, what: str, next: str, *, code: str = "hub_unreachable") -> None:
        super().__init__(what, next, code=code)


class DeviceMissingError(SaywellError):
    """There is no sound system, no such microphone, or it can't be opened."""

    exit_code = 4

    def __init__(self, what: str, next: str, *, code: str = "device_missing") -> None:
        super().__init__(what, next, code=code)


class StoppedError(SaywellError):
    """Somebody stopped it in the middle; what was done by then is kept."""

    exit_code = 130
