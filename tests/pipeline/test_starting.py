"""New issues continue the series of their publication, and name a schema that exists."""

import json
import re

import pytest

import workbench
from printissue import manuscript, pipeline
from printissue.core.errors import UsageError
from printissue.core.workspace import IssueRef, Workspace
from printissue.pipeline.starting import SCHEMAS
from workbench import ISSUE, PUBLICATION, lay_out

NEWS = """\
# yaml-language-server: $schema=../../schema/issue.json
title: Our news, October 2015
date: 2015-10
volume: 3
number: 10
sections:
  - title: "News: near and far"
    articles:
      - heading: One
      - heading: Two
  - title: "#1 of 2"
    notices:
      - heading: A
  - title: Gelesen
    readings:
      - title: A
  - title: "2016"
    events:
      - title: A
        start: 2015-10-03
"""


def read(workspace: Workspace, name: str) -> manuscript.Manuscript:
    found, findings = manuscript.read(workspace, IssueRef(*name.split("/")))
    assert findings == ()
    assert found is not None
    return found


def test_a_new_issue_continues_the_series(tmp_path, program) -> None:
    workspace = lay_out(
        tmp_path,
        {
            "issues/update/2015-10.yaml": NEWS,
            "issues/update/publication.yaml": PUBLICATION + "frequency: monthly\n",
        },
    )
    ended = program(workspace, "new", "update/2015-11")
    assert ended.code == 0
    assert ended.out.splitlines()[0].endswith("issues/update/2015-11.yaml")
    issue = read(workspace, "update/2015-11").issue
    assert (issue.title, issue.date) == ("Our news, November 2015", "2015-11")
    assert (issue.volume, issue.number) == ("3", "11")
    assert [(one.title, one.kind) for one in issue.sections] == [
        ("News: near and far", "articles"),
        ("#1 of 2", "notices"),
        ("Gelesen", "readings"),
        ("2016", "events"),
    ]
    assert program(workspace, "check", "--strict").code == 0


def test_a_new_issue_without_a_key_is_the_next_one(tmp_path, program) -> None:
    workspace = lay_out(tmp_path, {"issues/update/2015-10.yaml": NEWS})
    for key in ("2015-11", "2015-12", "2016-01"):
        ended = program(workspace, "new", "update")
        assert ended.out.splitlines()[0].endswith(f"issues/update/{key}.yaml"), ended
    assert program(workspace, "check", "--strict").code == 0


@pytest.mark.parametrize(
    ("key", "date", "number", "wanted"),
    [
        ("no-9", "2015-10", "9", "no-10"),
        ("update-2015-10", "2015-10", "9", "update-2015-11"),
        ("2015-10-15", "2015-10-15", "9", "2015-11-15"),
        ("9", "2015-10", "9", "10"),
    ],
)
def test_keys_of_other_kinds_continue(
    tmp_path, key: str, date: str, number: str, wanted: str
) -> None:
    text = ISSUE.replace("2015-10", date) + f"number: {number}\n"
    publication = PUBLICATION + "frequency: monthly\n"
    workspace = lay_out(
        tmp_path,
        {f"issues/other/{key}.yaml": text, "issues/other/publication.yaml": publication},
    )
    assert pipeline.start_issue(workspace, "other")[0].stem == wanted


def test_a_key_without_a_successor_must_be_named(tmp_path) -> None:
    workspace = lay_out(
        tmp_path,
        {"issues/other/spring.yaml": ISSUE, "issues/other/publication.yaml": PUBLICATION},
    )
    with pytest.raises(UsageError, match="name the issue") as caught:
        pipeline.start_issue(workspace, "other")
    assert caught.value.hint == "for example other/2015-11"
    assert pipeline.start_issue(workspace, "other/summer")[0].stem == "summer"


@pytest.mark.parametrize(
    "name", ["nothing", "update/2015-10", "Update", "update/Two", "update/a/b"]
)
def test_invalid_names_of_new_issues_are_refused(tmp_path, name: str) -> None:
    with pytest.raises(UsageError):
        pipeline.start_issue(lay_out(tmp_path), name)


@pytest.mark.parametrize(
    "before",
    [
        "title: [\n",
        NEWS.replace("number: 10", "number: x"),
        NEWS.replace("articles:", "artikel:"),
        NEWS.replace("Our news, October 2015", '"*"'),
        NEWS.replace("sections:", "parts:"),
        NEWS.replace("date: 2015-10", "date: October"),
        "\ufeff" + NEWS.replace("\n", "\r\n"),
    ],
)
def test_a_faulty_issue_before_it_does_not_matter(tmp_path, before: str) -> None:
    workspace = lay_out(tmp_path, {"issues/update/2015-10.yaml": before})
    pipeline.start_issue(workspace, "update/2015-11")
    assert read(workspace, "update/2015-11").issue.date == "2015-11"


def test_a_new_issue_has_the_language_of_the_one_before_it(tmp_path) -> None:
    text = ISSUE.replace("title: October", "title: Brief vom Oktober 2015") + "language: de\n"
    workspace = lay_out(tmp_path, {"issues/update/2015-10.yaml": text})
    pipeline.start_issue(workspace, "update/2015-11")
    issue = read(workspace, "update/2015-11").issue
    assert (issue.language, issue.title) == ("de", "Brief vom November 2015")


# schemas


def schema_of(path) -> str:
    """Read the schema that a file's first line names; it must be there."""
    (named,) = re.findall(
        r"\A# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8")
    )
    schema = path.parent / named
    return json.loads(schema.read_text(encoding="utf-8"))["title"]


def test_init_writes_schemas_that_its_files_name(tmp_path, program) -> None:
    ended = program(tmp_path, "init", "press")
    assert ended.code == 0
    made = [tmp_path / line for line in ended.out.splitlines()]
    assert schema_of(made[0]) == "Publication"
    assert schema_of(made[1]) == "Issue"
    names = {path.stem for path in (tmp_path / "press" / "schema").iterdir()}
    assert names == set(SCHEMAS)
    assert program(tmp_path / "press", "check", "--strict").code == 0


def test_new_writes_schemas_where_there_are_none(tmp_path) -> None:
    workspace = lay_out(tmp_path)
    made = pipeline.start_issue(workspace, "update/2015-11")
    assert schema_of(made[0]) == "Issue"
    assert {path.parent.name for path in made[1:]} == {"schema"}
    assert len(pipeline.start_issue(workspace, "update/2015-12")) == 1


def test_new_refreshes_schemas_of_another_version(tmp_path) -> None:
    workspace = lay_out(tmp_path)
    pipeline.start_issue(workspace, "update/2015-11")
    path = tmp_path / "schema" / "issue.json"
    whole = path.read_bytes()
    values = json.loads(whole)
    del values["properties"]["date"]
    path.write_text(json.dumps(values))
    assert path in pipeline.start_issue(workspace, "update/2015-12")
    assert path.read_bytes() == whole


@pytest.mark.parametrize("content", ["mine", "[]", '{"title": "Mine"}', '{"title": "Issue"}'])
def test_a_file_with_the_name_of_a_schema_is_not_changed(tmp_path, content: str, program) -> None:
    workspace = lay_out(tmp_path, {"schema/issue.json": content})
    assert program(workspace, "schema", "--write").code == 0
    assert (tmp_path / "schema" / "issue.json").read_text() == content
    assert (tmp_path / "schema" / "theme.json").is_file()


def test_a_schema_comment_of_another_kind_is_kept(tmp_path) -> None:
    line = "# yaml-language-server: $schema=../../docs/schema/issue.json\n"
    workspace = lay_out(tmp_path, {"issues/update/2015-10.yaml": line + workbench.ISSUE})
    (made,) = pipeline.start_issue(workspace, "update/2015-11")
    assert made.read_text(encoding="utf-8").startswith(line)
    assert not (tmp_path / "schema").exists()
