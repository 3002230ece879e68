"""saywell: a private, terminal-first practice analyser for spoken interview answers."""

__version__ = "0.1.0"

__all__ = ["__version__"]
