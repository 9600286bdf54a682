"""The settings of the site that `printissue site` makes, from `site.yaml`."""

from typing import Literal

from pydantic import Field

from printissue.model.issue import Contact
from printissue.model.parts import Link, Part
from printissue.model.text_types import Day, IssueName, Key, Language, Markdown, SiteUrl, Text


class AccessibilityStatement(Part):
    """The accessibility statement, which public bodies in the EU must publish (directive 2016/2102, article 7)."""

    conformance: Literal["full", "partial", "none"] = Field(
        description="The conformance of the site with WCAG 2.2, level AA.", examples=["partial"]
    )
    exceptions: list[Text] = Field(
        default_factory=list,
        description="The content that is not accessible, and the reasons; one item each.",
    )
    prepared: Day = Field(
        description="The day when the statement was prepared or last reviewed.",
        examples=["2026-11-01"],
    )
    method: Text | None = Field(
        None,
        description="The way in which the site was assessed.",
        examples=["a self-assessment by the publisher"],
    )
    feedback: Link = Field(
        description="The address to which readers report content that they cannot use."
    )
    enforcement: Link | None = Field(
        None, description="The body that readers can complain to if the answer is not satisfactory."
    )


class Site(Part):
    """The site of all publications of a workspace: `site.yaml` beside `issues/`."""

    title: Text = Field(description="The title of the site.", examples=["Newsletters"])
    base_url: SiteUrl = Field(
        description="The address of the home page; it can be in a subfolder of a host.",
        examples=["https://www.example.org/newsletters/"],
    )
    language: Language = Field(
        "en", description="The language of the pages that belong to no publication."
    )
    description: Text | None = Field(
        None, description="A sentence about the site, for its home page and search engines."
    )
    about: Markdown | None = Field(None, description="A text about the site, for its home page.")
    publications: list[Key] = Field(
        default_factory=list,
        description="The publications that are public, in this order. Default: all.",
        examples=["monthly-update"],
    )
    hidden: list[IssueName] = Field(
        default_factory=list,
        description="Publications and issues that are not public.",
        examples=["monthly-update/2015-11"],
    )
    contact: Contact | None = Field(
        None, description="The contact details of whoever is responsible for the site."
    )
    accessibility: AccessibilityStatement | None = Field(
        None, description="The accessibility statement. Without it, the site has none."
    )

    def shows(self, publication: str, key: str = "") -> bool:
        """Return whether a publication, or an issue of it, is public."""
        if self.publications and publication not in self.publications:
            return False
        return not {publication, f"{publication}/{key}"} & set(self.hidden)
