"""The command line: `kb`."""

from kb.cli.app import main

__all__ = ["main"]
