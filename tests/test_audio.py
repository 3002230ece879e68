"""Any container, rate and channel count comes out as the same 16 kHz mono samples."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from saywell import audio
from saywell.errors import SaywellError, UnusableAudioError
from tests import sound


def spectrum_peak_hz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * sound.RATE / len(samples))


@pytest.mark.parametrize(
    ("container", "codec", "rate_hz"),
    [
        ("wav", "pcm_s16le", 44_100),
        ("wav", "pcm_f32le", 48_000),
        ("flac", "flac", 96_000),
        ("mp3", "libmp3lame", 44_100),
        ("mp4", "aac", 48_000),
        ("ogg", "libopus", 48_000),
        ("webm", "libopus", 48_000),
        ("wav", "pcm_s16le", 8_000),
        ("wav", "pcm_u8", 11_025),
    ],
)
@pytest.mark.parametrize("layout", ["mono", "stereo"])
def test_every_format_gives_the_same_tone(
    tmp_path: Path, container: str, codec: str, rate_hz: int, layout: str
) -> None:
    t = np.arange(2 * rate_hz) / rate_hz
    fade = np.minimum(1, np.minimum(t, 2 - t) / 0.1)  # lossy codecs overshoot at a sudden start
    channel = 0.4 * fade * np.sin(2 * np.pi * 440 * t)
    path = tmp_path / "tone"
    path.write_bytes(
        sound.encode(np.tile(channel, (1 if layout == "mono" else 2, 1)), container, codec, rate_hz, layout)
    )
    source, loaded = audio.load(str(path))
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert loaded.samples.dtype == np.float32
    assert loaded.duration_s == pytest.approx(2.0, abs=0.06)
    assert len(loaded.samples) == pytest.approx(loaded.duration_s * sound.RATE, abs=20)
    assert spectrum_peak_hz(loaded.samples) == pytest.approx(440, abs=1)
    assert loaded.peak_dbfs == pytest.approx(20 * np.log10(0.4), abs=2.0 if codec == "aac" else 0.6)
    assert loaded.sample_rate_hz == rate_hz


def test_a_film_has_its_sound_read(tmp_path: Path) -> None:
    import av

    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as out:
        picture = out.add_stream("mpeg4", rate=10)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        voice = out.add_stream("aac", rate=44_100, layout="mono")
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), "rgb24")
            for packet in picture.encode(frame):
                out.mux(packet)
        wave = np.float32(0.3) * np.sin(2 * np.pi * 300 * np.arange(44_100) / 44_100, dtype=np.float32)
        heard = av.AudioFrame.from_ndarray(wave[None], "fltp", "mono")
        heard.sample_rate = 44_100
        for packet in [*picture.encode(None), *voice.encode(heard), *voice.encode(None)]:
            out.mux(packet)
    assert spectrum_peak_hz(audio.load(str(path))[1].samples) == pytest.approx(300, abs=2)


def test_stdin_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = sound.write_wav(tmp_path / "a.wav", sound.tone(440, 1))
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(path.read_bytes())))
    source, loaded = audio.load("-")
    assert source.path == "-"
    assert loaded.duration_s == pytest.approx(1.0)


def test_gain_does_not_change_the_samples(tmp_path: Path) -> None:
    loud = audio.from_samples(sound.tone(440, 1, 0.5))
    soft = audio.from_samples(sound.tone(440, 1, 0.01))
    np.testing.assert_allclose(loud.samples, soft.samples, atol=1e-5)
    assert loud.peak_dbfs - soft.peak_dbfs == pytest.approx(20 * np.log10(50), abs=0.01)


def test_offset_and_rumble_are_taken_out_before_the_level_is_set() -> None:
    voice = sound.tone(300, 2, 0.02)
    rumble = sound.tone(12, 2, 0.5) + np.float32(0.1)
    with_rumble, without = audio.from_samples(voice + rumble), audio.from_samples(voice)
    assert with_rumble.gain_db == pytest.approx(without.gain_db, abs=2.0)


def test_opposite_channels_are_not_mixed_to_nothing(tmp_path: Path) -> None:
    voice = sound.tone(440, 1)
    path = sound.write_wav(tmp_path / "opposite.wav", np.stack([voice, -voice], axis=1))
    assert spectrum_peak_hz(audio.load(str(path))[1].samples) == pytest.approx(440, abs=1)
    assert audio.load(str(path))[1].gain_db < 20


def test_clipping_is_seen_in_the_file_also_when_turned_down_afterwards(tmp_path: Path) -> None:
    clipped = np.clip(sound.tone(200, 2, 3.0), -1, 1)
    for gain in (1.0, 0.5):
        loaded = audio.load(str(sound.write_wav(tmp_path / "c.wav", gain * clipped)))[1]
        assert loaded.clipped_share == pytest.approx(np.mean(np.abs(clipped) == 1), abs=0.02)
    whole = audio.load(str(sound.write_wav(tmp_path / "w.wav", sound.tone(100, 2, 0.98))))[1]
    assert whole.clipped_share == 0
    assert whole.clipped == ()


def test_clipping_has_a_place(tmp_path: Path) -> None:
    samples = sound.tone(200, 3, 0.3)
    samples[16_000:20_000] = np.clip(samples[16_000:20_000] * 10, -1, 1)
    (span,) = audio.load(str(sound.write_wav(tmp_path / "c.wav", samples)))[1].clipped
    assert span.start_s == pytest.approx(1.0, abs=0.11)
    assert span.end_s == pytest.approx(1.25, abs=0.11)


def test_a_file_broken_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = sound.write_wav(tmp_path / "whole.wav", sound.tone(440, 4)).read_bytes()
    path = tmp_path / "half.wav"
    path.write_bytes(whole[: len(whole) // 2])
    assert audio.load(str(path))[1].duration_s == pytest.approx(2.0, abs=0.01)


@pytest.mark.parametrize(
    "content", [b"", b"hello, this is text\n" * 50, bytes(range(256)) * 40, b"RIFF\x00\x00\x00\x00WAVE"]
)
def test_what_is_not_audio_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thing.wav"
    path.write_bytes(content)
    with pytest.raises(UnusableAudioError) as caught:
        audio.load(str(path))
    assert caught.value.code == "not_audio"
    assert caught.value.sha256 == hashlib.sha256(content).hexdigest()


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SaywellError, match="no file") as missing:
        audio.load(str(tmp_path / "nothing.wav"))
    with pytest.raises(SaywellError, match="is a folder") as folder:
        audio.load(str(tmp_path))
    assert missing.value.exit_code == folder.value.exit_code == 1


def test_a_file_that_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("os.stat", lambda *_: SimpleNamespace(st_mode=0o100000))
    with pytest.raises(SaywellError, match="permission denied") as caught:
        audio.load("private.wav")
    assert caught.value.code == "unreadable"


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    content = sound.write_wav(tmp_path / "a.wav", sound.tone(440, 1)).read_bytes()
    writer = threading.Thread(target=lambda: pipe.write_bytes(content), daemon=True)
    writer.start()
    assert audio.load(str(pipe))[1].duration_s == pytest.approx(1)
