"""Open a line of a file in the user's editor."""

import os
import re
import shlex
import shutil
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

_PLACEHOLDER = re.compile(r"\{(?:file|line|column)\}")
_GOTO = ("--goto", "{file}:{line}:{column}")
_PLACE = ("{file}:{line}:{column}",)
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "code": _GOTO,
    "code-insiders": _GOTO,
    "codium": _GOTO,
    "vscodium": _GOTO,
    "cursor": _GOTO,
    "windsurf": _GOTO,
    "subl": _PLACE,
    "zed": _PLACE,
    "zeditor": _PLACE,
    "mate": ("--line", "{line}:{column}", "{file}"),
    "kate": ("--line", "{line}", "--column", "{column}", "{file}"),
    "gedit": ("+{line}:{column}", "{file}"),
    "gnome-text-editor": ("+{line}:{column}", "{file}"),
    "gvim": ("+{line}", "{file}"),
    "mvim": ("+{line}", "{file}"),
    "emacsclient": ("--no-wait", "+{line}:{column}", "{file}"),
    "idea": ("--line", "{line}", "--column", "{column}", "{file}"),
    "pycharm": ("--line", "{line}", "--column", "{column}", "{file}"),
    "notepad++": ("-n{line}", "-c{column}", "{file}"),
}
"""The arguments of editors that have a window of their own. An editor in the terminal cannot be started from here."""


@dataclass(frozen=True, slots=True)
class Editor:
    """The user's editor: a command with `{file}`, `{line}` and `{column}`; without a command, a link to VS Code."""

    command: tuple[str, ...] = ()

    @classmethod
    def of(cls, command: str | None, environment: Mapping[str, str] = os.environ) -> "Editor":
        """Return the editor of a command, or of `$VISUAL` or `$EDITOR` if these name one with a window."""
        for text in (command, environment.get("VISUAL"), environment.get("EDITOR")):
            words = tuple(shlex.split(text)) if text else ()
            if not words:
                continue
            if any("{file}" in word for word in words):
                return cls(words)
            known = ARGUMENTS.get(Path(words[0]).name.removesuffix(".exe"))
            if known:
                return cls((*words, *known))
            if text is command:
                return cls((*words, "{file}"))
        return cls()

    def open(self, file: Path, line: int, column: int) -> str:
        """Open a file at a line. Return a link for the browser to follow if there is no command, or it is not found."""
        place = {"{file}": str(file), "{line}": str(line), "{column}": str(column)}
        words = [_PLACEHOLDER.sub(lambda match: place[match[0]], word) for word in self.command]
        program = shutil.which(words[0]) if words else None
        if program is None:
            return f"vscode://file/{quote(file.as_posix().lstrip('/'))}:{line}:{column}"
        process = subprocess.Popen(
            [program, *words[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        threading.Thread(target=process.wait, daemon=True).start()  # so that it leaves no zombie
        return ""
