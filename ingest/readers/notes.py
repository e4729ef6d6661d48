"""What a reader of records has to leave out, counted by kind."""

from __future__ import annotations

from dataclasses import dataclass, field

LONGEST = 40
EXAMPLES = 3


@dataclass(slots=True)
class _Remark:
    first: int | None
    count: int = 0
    examples: list[str] = field(default_factory=list)


class Notes:
    """Collects remarks about records; the same remark is counted, with the first record it was made on and examples."""

    def __init__(self, record: str = "row") -> None:
        self._record = record
        self._seen: dict[str, _Remark] = {}

    def add(self, text: str, number: int | None = None, example: str = "") -> None:
        """Remember a remark on record `number`, or on the whole file."""
        remark = self._seen.setdefault(text, _Remark(number))
        remark.count += 1
        if example and len(remark.examples) < EXAMPLES and repr(example[:60]) not in remark.examples:
            remark.examples.append(repr(example[:60]))

    def lines(self) -> tuple[str, ...]:
        """One line for each kind of remark, at most 40 and a line that counts the rest."""
        lines = [self._line(text, remark) for text, remark in self._seen.items()]
        rest = len(lines) - LONGEST
        return (*lines[:LONGEST], f"and {rest} more kinds of remarks") if rest > 0 else tuple(lines)

    def _line(self, text: str, remark: _Remark) -> str:
        said = f"{text}, such as {', '.join(remark.examples)}" if remark.examples else text
        if remark.first is None:
            return said
        if remark.count == 1:
            return f"{said} ({self._record} {remark.first})"
        return f"{said} ({remark.count} {self._record}s, first {self._record} {remark.first})"
