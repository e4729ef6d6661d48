"""How fast a run is and how long it still takes, in words."""

from __future__ import annotations

import time
from collections.abc import Callable

from kb.model.view import Progress
from kb.ui.language import tr


class Pace:
    """Rate and time left of the stage that a run is in."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage = ""
        self._since = 0.0
        self._from = 0

    def line(self, progress: Progress) -> str:
        """`Reading files: 3 of 12 · 4.1 per second · about 2 s left`."""
        now = self._clock()
        if progress.stage != self._stage:
            self._stage, self._since, self._from = progress.stage, now, progress.done
        parts = [
            tr("run.progress", stage=tr(f"stage.{progress.stage}"), done=progress.done, total=progress.total),
        ]
        done, seconds = progress.done - self._from, now - self._since
        if done > 0 and seconds > 0:
            rate = done / seconds
            parts.append(tr("run.rate", rate=f"{rate:.1f}" if rate < 10 else f"{rate:.0f}"))
            if progress.total > progress.done:
                parts.append(tr("run.left", time=duration((progress.total - progress.done) / rate)))
        if progress.name:
            parts.append(progress.name)
        return " · ".join(parts)


def duration(seconds: float) -> str:
    """Seconds below a minute and a half, minutes above."""
    return tr("run.seconds", count=round(seconds)) if seconds < 90 else tr("run.minutes", count=round(seconds / 60))


def size(count: int) -> str:
    """Bytes as a person reads them: `512 B`, `3.4 MB`."""
    value = float(count)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"
