"""Serve a finished site on this machine."""

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from printissue.core.loopback import ADDRESS, bound_socket
from printissue.core.workspace import Workspace
from printissue.pipeline.site import site_folder
from printissue.site import server


@dataclass(frozen=True, slots=True)
class SiteServer:
    """A site that is ready to be served: its folder, its path on the host, and the socket that waits for browsers."""

    folder: Path
    root: str
    listening: socket.socket

    @classmethod
    def of(cls, workspace: Workspace, folder: Path | None, port: int) -> Self:
        """Return the server of a workspace's site, or of the site in a folder.

        Raise UsageError if there is no site, or if the port cannot be used.
        """
        folder = site_folder(workspace, folder)
        root = server.root_of(folder)
        return cls(folder, root, bound_socket(port))

    @property
    def address(self) -> str:
        """The address of the home page."""
        return f"http://{ADDRESS}:{self.listening.getsockname()[1]}{self.root}"

    def serve(self) -> None:
        """Serve the site until an interrupt."""
        server.serve(self.folder, self.root, self.listening)
