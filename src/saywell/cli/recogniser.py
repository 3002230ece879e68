"""The recogniser that the command line asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable

from saywell import config
from saywell.cli import complain
from saywell.transcribe.engine import Engine


class Recogniser:
    """Chosen when first needed, loaded once, closed at the end.

    Args:
        model: as `--model`; None for what the settings say.
        offline: as `--offline`.
        settings: what the person has set.
        ask: offer a download where somebody can answer.
    """

    def __init__(self, model: str | None, *, offline: bool, settings: config.Settings, ask: bool = True) -> None:
        self._model = model or settings.model
        self._offline = offline or config.offline()
        self._ask = ask
        self._load: Callable[[], Engine] | None = None
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    def choose(self) -> Callable[[], Engine]:
        """Settle which one it is, asking the person if need be; what loads it."""
        if self._load is None:
            from saywell.cli.models import fetch_if_wanted
            from saywell.transcribe.choose import choose

            fetch = fetch_if_wanted if self._ask else None
            self._load = choose(self._model, offline=self._offline, fetch=fetch, note=complain)
        return self._load

    def __call__(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = self.choose()()
            return self._engine

    def __enter__(self) -> Recogniser:
        return self

    def __exit__(self, *_: object) -> None:
        if self._engine is not None:
            self._engine.close()
