"""What all commands share: where they print, the options they have in common, the settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console

from kb.errors import KbError
from kb.settings import Limits, Settings

if TYPE_CHECKING:
    from kb.library import Library

out = Console(highlight=False, markup=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

LibraryOption = Annotated[
    Path | None, typer.Option("--library", help="Library folder (default: KB_LIBRARY, or `library` in the project).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


def read_settings(library: Path | None = None) -> Settings:
    """The settings in force. Raises KbError naming each variable that is wrong."""
    try:
        return Settings() if library is None else Settings(library=library)
    except ValidationError as wrong:
        prefix = "KB_LIMIT_" if wrong.title == Limits.__name__ else "KB_"
        lines = [
            f"Setting {prefix}{'_'.join(map(str, error['loc'])).upper()}: {error['msg']} (given: {error['input']!r})"
            for error in wrong.errors(include_url=False)
        ]
        raise KbError("\n".join(lines), "Correct the environment variable, or remove it.") from None
    except SettingsError as wrong:
        raise KbError(f"Settings: {wrong}.", "Correct the environment variable, or remove it.") from None


def open_library(folder: Path | None, *, create: bool = False, any_model: bool = False) -> Library:
    """The library that a command works on. Raises KbError where it cannot be used."""
    from kb.library import Library

    return Library(read_settings(folder), create=create, any_model=any_model)
