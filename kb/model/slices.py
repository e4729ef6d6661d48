"""Long lists in parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def chunks(values: Sequence[T], size: int = 5_000) -> Iterator[Sequence[T]]:
    """Slices of at most `size` values; the default fits the parameters of one SQL statement."""
    return (values[i : i + size] for i in range(0, len(values), size))
