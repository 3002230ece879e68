"""A microphone for machines without one: a PulseAudio daemon of our own, into which a test plays a file in real time.

What `play` sends into its sink is what PortAudio records, through ALSA's pulse plugin, in a process with `env` in its
environment. It needs no sound card, D-Bus or systemd, works as root or as a user, and several may run at once.
Nothing of the user's own sound set-up is read or written: files lie in the folder given, the socket in a short one
of /tmp, since a socket's path may have only 107 characters.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import need

RATE = 44100
"""Of the sink, hence of what is recorded without resampling."""
ALSA = "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
"""All that ALSA knows of: without its own configuration it finds no other card, and prints nothing about them."""
CLIENT = "autospawn = no\nenable-shm = no\nauto-connect-localhost = no\nauto-connect-display = no\n"


@dataclass
class Microphone:
    """A running daemon."""

    env: dict[str, str]
    """What a child process needs in its environment to hear it."""
    daemon: subprocess.Popen[bytes]
    playing: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def play(self, path: Path) -> subprocess.Popen[bytes]:
        """Say a file into the microphone, in real time; the process ends when all of it was said."""
        player = subprocess.Popen([need("paplay"), "--latency-msec=50", path], env={**os.environ, **self.env})
        self.playing.append(player)
        return player

    def pactl(self, *arguments: str) -> str:
        """Ask the daemon something, or tell it to do something."""
        return subprocess.run(
            [need("pactl"), *arguments],
            env={**os.environ, **self.env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=20,
            check=True,
        ).stdout

    def vanish(self) -> None:
        """Pull the plug: at once PortAudio complains on stderr and ends the stream, which can still be closed."""
        self.daemon.kill()
        self.daemon.wait()

    def suspend(self) -> None:
        """Go silent: no more callbacks, though the stream says it is active; it can still be stopped and closed."""
        self.pactl("suspend-sink", "mouth", "1")

    def freeze(self) -> None:
        """Hang, the worst a device can do: as `suspend`, but `stop`, `abort`, `close` and leaving Python hang too."""
        self.daemon.send_signal(signal.SIGSTOP)


@contextmanager
def microphone(folder: Path) -> Iterator[Microphone]:
    """A daemon with all its files in `folder`, which ends with the block, or with the process that runs the tests."""
    command = [
        *(need("setpriv"), "--pdeathsig=KILL", need("pulseaudio"), "-n", "--daemonize=no", "--use-pid-file=no"),
        *("--exit-idle-time=-1", "--disallow-exit", "--disable-shm", "--realtime=no", "--high-priority=no"),
    ]
    for tool in ("paplay", "pactl"):
        need(tool)
    folder.mkdir(parents=True, exist_ok=True)
    short = Path(tempfile.mkdtemp(prefix="mic-", dir="/tmp"))
    socket, alsa, client, log = short / "s", folder / "alsa.conf", folder / "client.conf", folder / "pulseaudio.log"
    alsa.write_text(ALSA)
    client.write_text(CLIENT)
    env = {
        "PULSE_SERVER": f"unix:{socket}",
        "PULSE_SINK": "mouth",
        "PULSE_SOURCE": "mouth.monitor",
        "PULSE_RUNTIME_PATH": str(short),
        "PULSE_COOKIE": str(folder / "cookie"),
        "PULSE_CLIENTCONFIG": str(client),
        "ALSA_CONFIG_PATH": str(alsa),
    }
    own = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_RUNTIME_DIR": str(short), "PATH": os.defpath}
    # Without norewinds the sink works up to 2 s ahead, and a recording begins with as long a silence: no callback.
    modules = [
        f"module-native-protocol-unix auth-anonymous=1 socket={socket}",
        f"module-null-sink sink_name=mouth rate={RATE} channels=1 norewinds=1",
    ]
    with log.open("wb") as output:
        daemon = subprocess.Popen(
            [*command, *(word for module in modules for word in ("-L", module))],
            env={**own, **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    mic = Microphone(env, daemon)
    try:
        for _ in range(200):
            if daemon.poll() is not None or socket.exists():
                break
            time.sleep(0.05)
        assert daemon.poll() is None, log.read_text()
        mic.pactl("set-default-source", "mouth.monitor")
        yield mic
    finally:
        for process in (*mic.playing, daemon):
            process.kill()
            process.wait()
        shutil.rmtree(short, ignore_errors=True)
