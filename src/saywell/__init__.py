"""saywell: a private, terminal-first practice analyser for spoken interview answers."""

import os

__version__ = "0.1.0"

__all__ = ["__version__"]

# Libraries below us report home unless they are told not to before their first import.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
