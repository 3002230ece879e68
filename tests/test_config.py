"""The config file: what it may say, and that what it may not say is told in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from saywell import config
from saywell.errors import UsageError


def write(home: Path, text: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(text, "utf-8")


def test_without_a_file_everything_is_the_default() -> None:
    assert config.load() == config.Settings()


def test_what_it_may_say(home: Path) -> None:
    write(home, 'model = "small.en"\noff = ["we_share"]\n[bands]\nwords_per_minute = [110, 170.5]\n')
    settings = config.load()
    assert settings.model == "small.en"
    assert settings.off == {"we_share"}
    assert settings.bands == {"words_per_minute": (110.0, 170.5)}


def test_the_environment_names_the_model_before_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, 'model = "small.en"\n')
    monkeypatch.setenv("SAYWELL_MODEL", "tiny.en")
    assert config.load().model == "tiny.en"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("model = ", "not TOML"),
        ("model = 3", "model must be"),
        ("modle = 'small.en'", "unknown setting: modle"),
        ("off = 'we_share'", "off must be a list"),
        ("off = ['words_per_hour']", "words_per_hour"),
        ("bands = 3", "bands must be a table"),
        ("[bands]\nwords_per_hour = [1, 2]", "words_per_hour"),
        ("[bands]\nwords_per_minute = 120", "two numbers"),
        ("[bands]\nwords_per_minute = [180, 120]", "two numbers"),
        ("[bands]\nwords_per_minute = [true, 120]", "two numbers"),
    ],
)
def test_what_it_may_not_say(home: Path, text: str, why: str) -> None:
    write(home, text)
    with pytest.raises(UsageError, match=why) as caught:
        config.load()
    assert str(home / "config.toml") in str(caught.value)


def test_saywell_home_moves_everything(home: Path) -> None:
    assert config.config_file().parent == home
    assert config.state_dir().is_relative_to(home)


def test_without_saywell_home_the_users_own_directories(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SAYWELL_HOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "s"))
    assert config.config_file() == tmp_path / "c" / "saywell" / "config.toml"
    assert config.state_dir() == tmp_path / "s" / "saywell"
