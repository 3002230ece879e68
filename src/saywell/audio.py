"""A file or stdin -> `Audio`: decoded, mixed to mono, 16 kHz, at one working level.

PyAV (FFmpeg inside) reads any container and codec. What only the file itself can tell, its peak and
how much of it is clipped, is measured before mixing and resampling, which would smooth it away.
Everything runs in blocks, so an hour of video needs little more than twice its own 230 MB of samples.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from saywell import files
from saywell.errors import SaywellError, UnusableAudioError
from saywell.model import SAMPLE_RATE_HZ, Audio, Source, Span, merge

STDIN = "-"

_BLOCK_SAMPLES = 1 << 20
_FULL_SCALE = 0.9985
"""A sample this high is at the rail: 32,719 of 32,768 in 16 bits."""
_FLAT_RUN, _FLAT_FROM = 4, 0.25
"""Four equal samples above a quarter of full scale are clipping that was turned down afterwards."""
_CANCELLED_DB = 12.0
"""If mixing costs this much against the loudest channel, the channels cancel: take that one alone."""
_RUMBLE_BELOW_HZ = 60.0
_FILTER_SAMPLES = 60 * SAMPLE_RATE_HZ
_WORKING_DBFS = -20.0
_MOST_GAIN_DB = 60.0


def load(path: str, *, keep: BinaryIO | None = None) -> tuple[Source, Audio]:
    """Read and decode one recording.

    Args:
        path: a file, or `-` for stdin.
        keep: where to write a FLAC copy, all channels at the file's own rate.

    Raises:
        SaywellError: there is no such file, or it can't be opened.
        UnusableAudioError: it is not audio (`not_audio`). What a recording can carry is `quality`'s to judge.
    """
    name = "stdin" if path == STDIN else path
    with _open(path) as file:
        source = Source(path=path, sha256=files.sha256_of(file))
        try:
            decoded = _decode(file, name, channel=None, keep=keep)
            if decoded.loudest_channel_db - decoded.mixed_db > _CANCELLED_DB:
                decoded = _decode(file, name, channel=decoded.loudest_channel)
        except UnusableAudioError as error:
            error.sha256 = source.sha256
            raise
    return source, _at_working_level(decoded)


def from_samples(samples: np.ndarray) -> Audio:
    """`Audio` from samples in memory: shape (n,), -1 to 1, mono, at 16 kHz."""
    samples = np.array(samples, dtype=np.float32)
    flat = _clipped(samples[None])[0]
    tenths = set((np.flatnonzero(flat) * 10 // SAMPLE_RATE_HZ).tolist())
    return _at_working_level(
        _Decoded(
            samples=samples,
            sample_rate_hz=SAMPLE_RATE_HZ,
            duration_s=len(samples) / SAMPLE_RATE_HZ,
            peak=float(np.abs(samples).max(initial=0.0)),
            clipped_share=float(flat.mean()) if len(flat) else 0.0,
            clipped=merge(Span(k / 10, (k + 1) / 10) for k in tenths),
            loudest_channel=0,
            loudest_channel_db=0.0,
            mixed_db=0.0,
        )
    )


@dataclass(frozen=True, slots=True)
class _Decoded:
    samples: np.ndarray
    sample_rate_hz: int
    duration_s: float
    peak: float
    clipped_share: float
    clipped: tuple[Span, ...]
    loudest_channel: int
    loudest_channel_db: float
    mixed_db: float


def _open(path: str) -> BinaryIO:
    if path == STDIN:
        return io.BytesIO(sys.stdin.buffer.read() if sys.stdin else b"")
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISCHR(mode):
            raise SaywellError(f"{path} is a device", "Name a recording.", code="is_a_device")
        if stat.S_ISFIFO(mode):
            return io.BytesIO(Path(path).read_bytes())
        return open(path, "rb")
    except FileNotFoundError:
        raise SaywellError(f"There is no file {path}", "Check the name.", code="file_not_found") from None
    except IsADirectoryError:
        hint = f"Name the recordings in it, such as {Path(path) / '*.wav'}."
        raise SaywellError(f"{path} is a folder", hint, code="is_a_folder") from None
    except OSError as error:
        why = (os.strerror(error.errno) if error.errno else str(error)).lower()
        raise SaywellError(f"{path} can't be read: {why}", "Check its permissions.", code="unreadable") from None


class _Forgiving:
    """A file whose impossible seeks fail as FFmpeg expects, who looks for tags before the start of short ones.

    An exception would be printed by PyAV, traceback and all.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.read = file.read
        self.tell = file.tell
        self._seek = file.seek

    def seek(self, offset: int, whence: int = 0) -> int:
        try:
            return self._seek(offset, whence)
        except (OSError, ValueError):
            return -1


def _decode(file: BinaryIO, name: str, *, channel: int | None, keep: BinaryIO | None = None) -> _Decoded:
    """Decode to mono at 16 kHz, all channels mixed or one of them; and copy to `keep` what was decoded."""
    import av

    file.seek(0)
    try:
        container = av.open(_Forgiving(file), mode="r", metadata_errors="ignore")
    except (av.error.FFmpegError, OSError, ValueError):
        raise _not_audio(file, name) from None
    peak, clipped, count, energy, mixed = 0.0, 0, 0, np.zeros(1), 0.0
    tenths: set[int] = set()
    mono: list[np.ndarray] = []
    with container, ExitStack() as closing:
        if not container.streams.audio:
            raise UnusableAudioError(f"{name} has no sound in it", "Give a recording with sound.", code="not_audio")
        stream = container.streams.audio[0]
        rate_hz = stream.rate
        resampler = _Resampler(rate_hz)
        copy = closing.enter_context(_Flac(keep, stream)) if keep else None
        for block in _planar_blocks(container, stream):
            peak = max(peak, float(np.abs(block).max(initial=0.0)))
            flat = _clipped(block)
            clipped += int(flat.sum())
            tenths |= set(((np.flatnonzero(flat.any(axis=0)) + count) * 10 // rate_hz).tolist())
            count += block.shape[1]
            if copy:
                copy.write(block)
            energy = energy + np.square(block, dtype=np.float64).sum(axis=1)
            one = block.mean(axis=0) if channel is None else block[channel]
            mixed += float(np.square(one, dtype=np.float64).sum())
            mono.append(resampler(one))
    if not count:
        raise _not_audio(file, name)
    mono.append(resampler(np.empty(0, dtype=np.float32), last=True))
    return _Decoded(
        samples=np.concatenate(mono),
        sample_rate_hz=rate_hz,
        duration_s=count / rate_hz,
        peak=peak,
        clipped_share=clipped / (count * len(energy)),
        clipped=merge(Span(k / 10, (k + 1) / 10) for k in tenths),
        loudest_channel=int(energy.argmax()),
        loudest_channel_db=_db(float(energy.max()) / count),
        mixed_db=_db(mixed / count),
    )


def _not_audio(file: BinaryIO, name: str) -> UnusableAudioError:
    file.seek(0)
    empty = not file.read(1)
    what = "is empty" if empty else "is not a recording that can be read"
    hint = "Give a sound or video file, such as WAV, FLAC, MP3, M4A, OGG or WebM."
    return UnusableAudioError(f"{name} {what}", hint, code="not_audio")


def _planar_blocks(container: Any, stream: Any) -> Iterator[np.ndarray]:
    """The stream in blocks of shape (channels, n), float32; packets that can't be decoded are passed over."""
    import av

    to_planar = av.AudioResampler(format="fltp", layout=stream.layout, rate=stream.rate)
    fifo = av.AudioFifo()
    for frame in _frames(container, stream):
        for planar in to_planar.resample(frame):
            planar.pts = None
            fifo.write(planar)
        if fifo.samples >= _BLOCK_SAMPLES and (block := fifo.read()):
            yield block.to_ndarray()
    if block := fifo.read():
        yield block.to_ndarray()


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    import av

    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.error.FFmpegError):  # the end, or a file broken off in the middle
            return
        try:
            yield from packet.decode()
        except av.error.FFmpegError:
            continue


class _Flac:
    """A FLAC copy of a stream, 24 bits deep where the stream is exact to more than 16."""

    _MOST_CHANNELS = 8

    def __init__(self, file: BinaryIO, stream: Any) -> None:
        import soundfile

        codec, form = stream.codec_context.codec.name, stream.codec_context.format.name
        exact = codec.startswith(("pcm_", "flac", "alac", "wavpack")) and not form.startswith(("s16", "u8"))
        self._bits = 24 if exact else 16
        self._channels = stream.channels if stream.channels <= self._MOST_CHANNELS else 1
        with self._saying():
            self._out = soundfile.SoundFile(
                file.fileno(), "w", stream.rate, self._channels, f"PCM_{self._bits}", format="FLAC", closefd=False
            )

    def write(self, block: np.ndarray) -> None:
        """Append shape (channels, n), -1 to 1; more channels than FLAC has are mixed to one."""
        kept = block if len(block) == self._channels else block.mean(axis=0, keepdims=True)
        top = 2.0 ** (self._bits - 1)
        whole = np.rint(np.clip(kept.astype(np.float64) * top, -top, top - 1)).astype(np.int32)
        with self._saying():
            self._out.write(whole.T << (32 - self._bits))

    def __enter__(self) -> _Flac:
        return self

    def __exit__(self, *_: object) -> None:
        with self._saying():
            self._out.close()

    @staticmethod
    @contextmanager
    def _saying() -> Iterator[None]:
        """libsndfile's errors; all it knows of a full disk is "System error"."""
        import soundfile

        try:
            yield
        except soundfile.LibsndfileError as error:
            raise SaywellError(
                f"The recording can't be kept: {str(error).rstrip('.')}",
                "Make room on the disk and run it again.",
                code="disk_full",
            ) from error


class _Resampler:
    """To 16 kHz block by block, so that no more than a block is ever held at the file's own rate."""

    def __init__(self, rate_hz: int) -> None:
        import soxr

        self._stream = (
            None if rate_hz == SAMPLE_RATE_HZ else soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32")
        )

    def __call__(self, block: np.ndarray, *, last: bool = False) -> np.ndarray:
        return block if self._stream is None else np.asarray(self._stream.resample_chunk(block, last=last))


def _clipped(block: np.ndarray) -> np.ndarray:
    """Shape (channels, n), bool: the samples that lie at the rail, or on a flat top below it."""
    size = np.abs(block)
    rail = size >= _FULL_SCALE
    rail[:, 1:] &= rail[:, :-1] | (block[:, 1:] == block[:, :-1])
    same = (block[:, 1:] == block[:, :-1]) & (size[:, 1:] > _FLAT_FROM)
    run = same.copy()
    for k in range(1, _FLAT_RUN - 1):
        run[:, k:] &= same[:, :-k]
    flat = np.zeros_like(rail)
    for k in range(_FLAT_RUN):  # a run is found at its last sample; all of it is clipped
        end = run[:, _FLAT_RUN - 2 :]
        flat[:, _FLAT_RUN - 1 - k : flat.shape[1] - k] |= end
    return np.asarray(rail | flat)


def _at_working_level(decoded: _Decoded) -> Audio:
    samples, done = decoded.samples, 0
    for block in high_pass(samples, _RUMBLE_BELOW_HZ):  # in place: an hour is 230 MB
        samples[done : done + len(block)] = block
        done += len(block)
    gain_db = min(_WORKING_DBFS - _loud_dbfs(samples), _MOST_GAIN_DB)
    samples *= np.float32(10 ** (gain_db / 20))
    return Audio(
        samples=np.clip(samples, -1.0, 1.0, out=samples),
        gain_db=gain_db,
        sample_rate_hz=decoded.sample_rate_hz,
        duration_s=decoded.duration_s,
        peak_dbfs=_db(decoded.peak**2),
        clipped_share=decoded.clipped_share,
        clipped=decoded.clipped,
    )


def high_pass(samples: np.ndarray, from_hz: float) -> Iterator[np.ndarray]:
    """What lies above a frequency, in blocks of a minute, float32: an hour at once would need gigabytes.

    From 60 Hz on nothing of a voice is lost, but offset, handling noise and traffic are.
    """
    from scipy.signal import butter, sosfilt

    sections = butter(4, from_hz, "highpass", fs=SAMPLE_RATE_HZ, output="sos")
    state = np.zeros((len(sections), 2))
    for first in range(0, len(samples), _FILTER_SAMPLES):
        filtered, state = sosfilt(sections, samples[first : first + _FILTER_SAMPLES], zi=state)
        yield filtered.astype(np.float32)


def _loud_dbfs(samples: np.ndarray) -> float:
    """Level of the loudest tenth of 25 ms frames but for the very loudest hundredth, which may be knocks.

    It is near the level of the speech, whatever share of the recording is pauses.
    """
    width = min(SAMPLE_RATE_HZ // 40, len(samples))
    whole = samples[: len(samples) // width * width].reshape(-1, width)
    power = np.sort(np.einsum("ij,ij->i", whole, whole, dtype=np.float64) / width)[::-1]
    loud = power[len(power) // 100 : max(1, len(power) // 10)]
    return _db(float(loud.mean()))


def _db(power: float) -> float:
    return 10 * float(np.log10(max(power, 1e-12)))
