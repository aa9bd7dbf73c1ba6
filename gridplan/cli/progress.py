"""A progress bar on stderr while long work runs; nothing when stderr is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from gridplan.progress import Progress, silent
from gridplan.text import Language, say


@contextmanager
def progress_bar(language: Language) -> Iterator[Progress]:
    """Give a function that takes a stage and the share of it that is done."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich import progress as bars
    from rich.console import Console

    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.TaskProgressColumn(),
        bars.TimeElapsedColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, bars.TaskID] = {}

        def show(stage: str, share: float) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(say(language, f"cli.stage_{stage}"), total=1.0)
            bar.update(tasks[stage], completed=share)

        yield show
