"""Watch the folders of a workspace for saved files."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

SUFFIXES = frozenset(
    {".yaml", ".css", ".j2", ".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".tif", ".tiff"}
    | {".ttf", ".otf", ".icc"}
)
"""The suffixes of files that pages are made from. Editors write others beside them: swap files, backups, `4913`."""
SETTINGS = frozenset({"printers.yaml", "workspace.yaml", "site.yaml"})
"""The files of the root of a workspace that issues depend on."""
_STEP_MS = 10
"""The milliseconds to wait for the next event, so that a save of several steps is one change."""


def is_source(_change: object, path: str) -> bool:
    """Return whether pages are made from a file."""
    file = Path(path)
    return file.suffix.lower() in SUFFIXES and not file.name.startswith((".", "~", "#"))


def _is_setting(_change: object, path: str) -> bool:
    return Path(path).name in SETTINGS


async def saved_files(
    root: Path,
    folders: Sequence[Path],
    stop: Any,  # noqa: ANN401 - an asyncio.Event, for which watchfiles has a type of its own
    *,
    poll: bool = False,
) -> AsyncIterator[frozenset[Path]]:
    """Yield the files that were saved, renamed or deleted in folders, and the settings in `root`, until `stop` is set.

    Folders are watched, not files: an editor that writes a new file and renames it ends the watch of a file. Of the
    root, only the files in it: `output/` is there as well. With `poll`, files are looked at again and again, which
    also works on network mounts.
    """
    from watchfiles import awatch

    saved: asyncio.Queue[frozenset[Path] | None] = asyncio.Queue()

    async def collect(watched: AsyncIterator[set[tuple[Any, str]]]) -> None:
        try:
            async for changes in watched:
                saved.put_nowait(frozenset(Path(path) for _, path in changes))
        finally:
            saved.put_nowait(None)

    sources = awatch(*folders, stop_event=stop, **_options(poll))
    settings = awatch(root, stop_event=stop, **_root_options(poll))
    tasks = [asyncio.ensure_future(collect(one)) for one in (sources, settings)]
    try:
        while (files := await saved.get()) is not None:
            yield files
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def wait_for_saves(
    root: Path, folders: Sequence[Path], *, poll: bool = False
) -> Iterator[frozenset[Path]]:
    """Yield the files that were saved, renamed or deleted until Ctrl-C; see `saved_files`.

    The first set is empty: from then on, no save is missed. Raise KeyboardInterrupt at the end.
    """
    from watchfiles import watch

    waiting: dict[str, Any] = {"yield_on_timeout": True, "rust_timeout": 100}
    sources = watch(*folders, **waiting, **_options(poll))
    settings = watch(root, **waiting, **_root_options(poll))
    ready = False
    for both in zip(sources, settings, strict=False):
        changes = set().union(*both)
        if changes or not ready:
            ready = True
            yield frozenset(Path(path) for _, path in changes)


def _root_options(poll: bool) -> dict[str, Any]:
    return _options(poll) | {"watch_filter": _is_setting, "recursive": False}


def _options(poll: bool) -> dict[str, Any]:
    return {
        "watch_filter": is_source,
        "step": _STEP_MS,
        "force_polling": poll or None,
        "poll_delay_ms": 50,
        "ignore_permission_denied": True,
    }
