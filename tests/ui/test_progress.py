"""Progress says stage, rate and time left."""

from __future__ import annotations

from kb.model.view import Progress
from kb.ui.progress import Pace, duration, size


def test_rate_and_time_left_are_those_of_the_stage() -> None:
    now = iter([0.0, 2.0, 10.0, 11.0])
    pace = Pace(lambda: next(now))
    assert pace.line(Progress("read", 0, 12, "a.pdf")) == "Reading files: 0 of 12 · a.pdf"
    assert pace.line(Progress("read", 4, 12)) == "Reading files: 4 of 12 · 2.0 per second · about 4 s left"
    assert pace.line(Progress("embed", 64, 640)) == "Embedding passages: 64 of 640"
    assert pace.line(Progress("embed", 640, 640)) == "Embedding passages: 640 of 640 · 576 per second"


def test_times_and_sizes_are_short() -> None:
    assert (duration(3.4), duration(300)) == ("3 s", "5 min")
    assert [size(n) for n in (0, 999, 1_500, 250_000_000, 3_000_000_000)] == [
        "0 B",
        "999 B",
        "1.5 kB",
        "250 MB",
        "3.0 GB",
    ]
