"""A progress bar for long work, with rate and time left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Task as BarTask
from rich.text import Text

from kb.model.view import Progress as Step

STAGES = {
    "read": "Reading files",
    "embed": "Embedding passages",
    "index": "Indexing passages",
    "ask": "Asking questions",
}


class _Rate(ProgressColumn):
    def render(self, task: BarTask) -> Text:
        """Units a second."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="dim")


@contextmanager
def bar(console: Console) -> Iterator[Callable[[Step], None]]:
    """A callback for `Library.ingest` and its like; draws only where a person watches."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks: dict[str, TaskID] = {}

        def report(step: Step) -> None:
            if step.stage not in tasks:
                tasks[step.stage] = progress.add_task(STAGES.get(step.stage, step.stage), total=step.total)
            progress.update(tasks[step.stage], completed=step.done, total=step.total)

        yield report
