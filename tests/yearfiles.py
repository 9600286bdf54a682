"""A workspace of a publication whose year holds short issues and an old one."""

from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name

from printissue.core.workspace import Workspace

ISSUE = """\
title: {title}
date: {date}
number: {number}
sections:
  - title: News
    articles:
      - heading: A story of {date}
        id: story
        authors: [Ada Writer]
        topics: [printing]
        people: ["Aldus, Manutius"]
        places: [Venice]
        body: It is a short one.
        related: [{related}]
"""
OLD = """\
title: March 2024
date: 2024-03
number: 3
headings:
  - {title: An old story, page: 2, topics: [printing, scanning]}
"""


def old_pdf(path: Path, pages: int = 3) -> None:
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(420, 595))
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        pdf.save(path)


def lay_out(
    folder: Path, *, months: tuple[int, ...] = (1, 2, 4), frequency: str = "irregular"
) -> Workspace:
    issues = folder / "issues" / "news"
    issues.mkdir(parents=True)
    (issues / "publication.yaml").write_text(
        f"title: News\npublisher: Us\nfrequency: {frequency}\npaper: A5\n"
    )
    for month in months:
        other = "2024-01/story" if month != 1 else "story"
        text = ISSUE.format(
            title=f"Issue {month}", date=f"2024-0{month}", number=month, related=other
        )
        (issues / f"2024-0{month}.yaml").write_text(text)
    (issues / "2024-03.yaml").write_text(OLD)
    old_pdf(issues / "2024-03.pdf")
    return Workspace(folder)
