"""Mail editions for tests: built in a small workspace, their messages parsed."""

import email
import email.policy
from email.message import EmailMessage
from xml.etree import ElementTree as ET

from printissue import pipeline
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import EDITIONS
from webpages import parsed
from workbench import REF, RecordingReporter, contents


def build_mail(
    workspace: Workspace, ref: IssueRef = REF
) -> tuple[dict[str, bytes], RecordingReporter]:
    """Build the mail edition of an issue and return its files by their paths in its folder."""
    told = RecordingReporter()
    pipeline.build(workspace, pipeline.BuildOptions((ref,), (EDITIONS["mail"],)), told)
    folder = workspace.output_folder(ref) / "mail"
    return (contents(folder) if folder.is_dir() else {}), told


def message_of(files: dict[str, bytes], ref: IssueRef = REF) -> EmailMessage:
    """Return the message of a mail edition; a defect of it or of a part fails."""
    message = email.message_from_bytes(
        files[f"{ref.publication}-{ref.key}.eml"], policy=email.policy.default
    )
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    assert [
        value.defects for part in message.walk() for value in part.values() if value.defects
    ] == []
    return message


def parts_of(message: EmailMessage) -> tuple[str, ET.Element]:
    """Return the plain text and the parsed HTML of a message."""
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content().replace("\r\n", "\n"), parsed(html.get_content().encode())
