"""The command line: `kb`."""

import gc

gc.set_threshold(100_000, 50, 50)  # start-up makes many objects that stay; looking for garbage among them costs time

from kb.cli.app import main, run  # noqa: E402

__all__ = ["main", "run"]
