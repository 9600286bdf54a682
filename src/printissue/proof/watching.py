"""Watch the folders of a workspace for saved files."""

from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

SUFFIXES = frozenset(
    {".yaml", ".css", ".j2", ".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".tif", ".tiff"}
    | {".ttf", ".otf", ".icc"}
)
"""The suffixes of files that pages are made from. Editors write others beside them: swap files, backups, `4913`."""
_STEP_MS = 10
"""The milliseconds to wait for the next event, so that a save of several steps is one change."""


def is_source(_change: object, path: str) -> bool:
    """Return whether pages are made from a file."""
    file = Path(path)
    return file.suffix.lower() in SUFFIXES and not file.name.startswith((".", "~", "#"))


async def saved_files(
    folders: Sequence[Path],
    stop: Any,  # noqa: ANN401 - an asyncio.Event, for which watchfiles has a type of its own
    *,
    poll: bool = False,
) -> AsyncIterator[frozenset[Path]]:
    """Yield the files that were saved, renamed or deleted in folders, until `stop` is set.

    Folders are watched, not files: an editor that writes a new file and renames it ends the watch of a file. With
    `poll`, files are looked at again and again, which also works on network mounts.
    """
    from watchfiles import awatch

    async for changes in awatch(*folders, stop_event=stop, **_options(poll)):
        yield frozenset(Path(path) for _, path in changes)


def wait_for_saves(folders: Sequence[Path], *, poll: bool = False) -> Iterator[frozenset[Path]]:
    """Yield the files that were saved, renamed or deleted in folders, until Ctrl-C; see `saved_files`.

    The first set is empty: from then on, no save is missed. Raise KeyboardInterrupt at the end.
    """
    from watchfiles import watch

    ready = False
    for changes in watch(*folders, yield_on_timeout=True, rust_timeout=200, **_options(poll)):
        if changes or not ready:
            ready = True
            yield frozenset(Path(path) for _, path in changes)


def _options(poll: bool) -> dict[str, Any]:
    return {
        "watch_filter": is_source,
        "step": _STEP_MS,
        "force_polling": poll or None,
        "poll_delay_ms": 50,
        "ignore_permission_denied": True,
    }
