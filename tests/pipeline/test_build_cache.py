"""The build cache: which editions are outdated after a change, and that damage, clocks and kills do not deceive it."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from printissue.assets.resources import Resources
from printissue.core.inputs import State, settled
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import EDITIONS
from printissue.pipeline import BuildOptions, build, cache, making, toolchain
from printissue.pipeline.cache import INDEX, BuildCache
from printissue.pipeline.fingerprint import edition_key
from printissue.pipeline.issue import Composer
from printissue.pipeline.issue_manifest import manifest_file, parse, parse_known, read_manifest
from printissue.pipeline.load import read
from printissue.pipeline.options import NO_CHOICE, Choice
from workbench import PLAIN_THEME, RecordingReporter, lay_out

OWN, NEIGHBOUR, APART = (IssueRef("update", f"2015-{month}") for month in (10, 11, 12))
REFS = (OWN, NEIGHBOUR, APART)
PAGED, LAID_OUT = ("print", "screen"), ("print", "screen", "epub")
ALL = (*LAID_OUT, "web", "mail")
ISSUE = """\
title: {key}
date: {key}
sections:
  - title: News
    articles:
      - heading: The harbour
        body: Some words.
"""
FILES: dict[str, str | bytes] = {
    **PLAIN_THEME,
    "styles/bulletin/theme.yaml": str(PLAIN_THEME["styles/bulletin/theme.yaml"])
    + "web: [web.css]\n",
    "styles/bulletin/web.css": "body { margin: 0 }\n",
    "styles/bulletin/cover.css": '@import "more.css";\n'
    + str(PLAIN_THEME["styles/bulletin/cover.css"])
    + "img { width: 40mm; height: auto }\n",
    "styles/bulletin/more.css": "p { margin: 0 }\n",
    "printers.yaml": "ours: {title: Ours, profile: FOGRA47L_uncoated.icc}\n",
    "issues/update/2015-10.yaml": ISSUE.format(key="2015-10")
    + "        related: [2015-11/the-harbour]\n        image: {file: a.png, alt: A, crop: no}\n",
    "issues/update/2015-11.yaml": ISSUE.format(key="2015-11"),
    "issues/update/2015-12.yaml": ISSUE.format(key="2015-12"),
}


def picture(path: Path, colour: str) -> None:
    Image.new("RGB", (600, 300), colour).save(path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace of three issues that are built: the first refers to the second and has a picture."""
    workspace = lay_out(tmp_path_factory.mktemp("made"), FILES)
    picture(workspace.issues / "update" / "a.png", "navy")
    reporter = RecordingReporter()
    build(workspace, BuildOptions(REFS, tuple(EDITIONS[name] for name in ALL)), reporter)
    assert [one.status for one in reporter.issues] == ["made"] * 3, reporter.findings
    return workspace


@pytest.fixture
def workspace(made: Workspace, tmp_path: Path) -> Workspace:
    """Return a copy of the workspace; its files have other stamps."""
    shutil.copytree(made.root, tmp_path / "copy")
    return Workspace(tmp_path / "copy")


def outdated(workspace: Workspace, choice: Choice = NO_CHOICE) -> set[str]:
    """Return the editions that a build would make, as it decides: `KEY/EDITION`."""
    build_cache = BuildCache.of(workspace)
    resources = Resources.of(workspace.root)
    found = set()
    for ref in REFS:
        names = [one for one in ALL if build_cache.outdated(ref, EDITIONS[one], choice)]
        job = read(workspace, ref, resources, choice=choice)[0] if names else None
        for name in names:
            edition = EDITIONS[name]
            key = edition_key(job, edition, build_cache.toolchain) if job else ""
            if not build_cache.holds(ref, edition, key):
                found.add(f"{ref.key}/{name}")
    return found


def editions(*keys: str, names: tuple[str, ...] = ALL) -> set[str]:
    return {f"{key}/{name}" for key in keys for name in names}


EVERY = tuple(ref.key for ref in REFS)


# each input changed


def test_nothing_is_outdated_after_a_build(workspace: Workspace) -> None:
    assert outdated(workspace) == set()


def text(name: str, content: str) -> Callable[[Workspace], None]:
    """Return a change that adds to a file, or makes it."""

    def change(workspace: Workspace) -> None:
        path = workspace.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as stream:
            stream.write(content)

    return change


def swapped(name: str, old: str, new: str) -> Callable[[Workspace], None]:
    """Return a change that replaces a text of a file."""

    def change(workspace: Workspace) -> None:
        path = workspace.root / name
        content = path.read_text()
        assert old in content
        path.write_text(content.replace(old, new))

    return change


def overridden(name: str, folder: str = "templates") -> Callable[[Workspace], None]:
    """Return a change that puts a changed copy of a built-in file into the workspace."""

    def change(workspace: Workspace) -> None:
        source = Resources.of(workspace.root).builtin / folder / name
        target = workspace.root / folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes() + b"\n")

    return change


def same_size_and_time(workspace: Workspace) -> None:
    path = workspace.root / "styles/bulletin/more.css"
    about = path.stat()
    path.write_text("p { margin: 1 }\n")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert path.stat().st_size == about.st_size


def other_picture(workspace: Workspace) -> None:
    picture(workspace.issues / "update" / "a.png", "maroon")


def own_font(workspace: Workspace) -> None:
    source = next(one for one in Resources.of(workspace.root).font_files() if one.suffix == ".ttf")
    target = workspace.root / "styles/fonts/Own.ttf"
    target.parent.mkdir()
    shutil.copy(source, target)


def own_profile(workspace: Workspace) -> None:
    source = Resources.of(workspace.root).profile("FOGRA47L_uncoated.icc")
    (workspace.root / "styles/icc").mkdir()
    shutil.copy(source, workspace.root / "styles/icc/FOGRA39L_coated.icc")


def no_picture(workspace: Workspace) -> None:
    (workspace.issues / "update" / "a.png").unlink()


def empty_templates(workspace: Workspace) -> None:
    (workspace.root / "templates" / "parts").mkdir(parents=True)


def touched(workspace: Workspace) -> None:
    for path in workspace.root.rglob("*"):
        path.touch()


PUBLICATION = "issues/update/publication.yaml"
CHANGES: dict[str, tuple[Callable[[Workspace], None], set[str]]] = {
    "a word of a story": (
        swapped(f"issues/update/{OWN.key}.yaml", "Some", "More"),
        editions(OWN.key),
    ),
    "a comment": (text(f"issues/update/{APART.key}.yaml", "# ok\n"), editions(APART.key)),
    "the heading that another issue names": (
        swapped(f"issues/update/{NEIGHBOUR.key}.yaml", "heading: The h", "heading: Our h"),
        editions(OWN.key, NEIGHBOUR.key),
    ),
    "the text of a story that another issue names": (
        swapped(f"issues/update/{NEIGHBOUR.key}.yaml", "Some", "More"),
        editions(NEIGHBOUR.key),
    ),
    "a new issue": (text("issues/update/2016-01.yaml", ISSUE.format(key="2016-01")), set()),
    "another publication": (text("issues/other/publication.yaml", "title: A\n"), set()),
    "the neighbour becomes a back issue": (
        text(f"issues/update/{NEIGHBOUR.key}.pdf", "%PDF-1.4"),
        editions(OWN.key),
    ),
    "a key of the publication": (text(PUBLICATION, "rights: Ours\n"), editions(*EVERY)),
    "a comment of the publication": (text(PUBLICATION, "# ok\n"), set()),
    "another theme": (text(PUBLICATION, "theme: imprint\n"), editions(*EVERY)),
    "the address of a site": (
        text("site.yaml", "title: Ours\nbase_url: https://www.example.org/\n"),
        editions(*EVERY),
    ),
    "limits": (text("workspace.yaml", "limits: {layout: {seconds: 99}}\n"), set()),
    "a printer that is not used": (
        text("printers.yaml", "b: {title: B, profile: FOGRA47L_uncoated.icc}\n"),
        set(),
    ),
    "a picture": (other_picture, editions(OWN.key)),
    "no picture": (no_picture, editions(OWN.key)),
    "an ink": (
        swapped("styles/bulletin/theme.yaml", "100 72 0 32", "100 72 0 30"),
        editions(*EVERY),
    ),
    "a style sheet": (
        text("styles/bulletin/cover.css", "p { color: var(--ink) }\n"),
        editions(*EVERY, names=LAID_OUT),
    ),
    "an imported style sheet of equal size and time": (
        same_size_and_time,
        editions(*EVERY, names=LAID_OUT),
    ),
    "a style sheet for the paper": (
        text("styles/bulletin/cover.a5.css", "p { margin: 0 }\n"),
        editions(*EVERY, names=LAID_OUT),
    ),
    "a style sheet of web pages": (
        text("styles/bulletin/web.css", "p { margin: 0 }\n"),
        editions(*EVERY, names=("web",)),
    ),
    "the style sheet of all web pages": (
        overridden("web/base.css", "styles"),
        editions(*EVERY, names=("web",)),
    ),
    "a style sheet of books": (
        overridden("epub/base.css", "styles"),
        editions(*EVERY, names=("epub",)),
    ),
    "a style sheet of mails": (
        overridden("mail/base.css", "styles"),
        editions(*EVERY, names=("mail",)),
    ),
    "a template of mails": (overridden("mail.html.j2"), editions(*EVERY, names=("mail",))),
    "a template": (overridden("issue.html.j2"), editions(*EVERY, names=LAID_OUT)),
    "a template of web pages": (
        overridden("web.html.j2"),
        editions(*EVERY, names=("web",)),
    ),
    "a template of a part": (overridden("parts/articles.html.j2"), editions(*EVERY)),
    "a template of a part that no issue has": (overridden("parts/readings.html.j2"), set()),
    "labels": (overridden("labels/en.yaml"), editions(*EVERY)),
    "labels of another language": (overridden("labels/fr.yaml"), set()),
    "a font": (own_font, editions(*EVERY)),
    "a profile": (own_profile, editions(*EVERY, names=("print",))),
    "a file that nothing names": (text("styles/bulletin/notes.css", "p { }"), set()),
    "another picture in the folder": (text("issues/update/b.png", "x"), set()),
    "a back issue": (text("issues/update/2009-01.pdf", "%PDF-1.4"), set()),
    "a file among the fonts that is no font": (text("styles/fonts/LICENSE.txt", "free\n"), set()),
    "an empty folder of templates": (empty_templates, set()),
    "the times of all files": (touched, set()),
    "a hidden file": (text("issues/update/.2015-10.yaml.swp", "x"), set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_exactly_the_editions_that_depend_on_it_are_outdated(
    workspace: Workspace, change: str
) -> None:
    apply, expected = CHANGES[change]
    apply(workspace)
    assert outdated(workspace) == expected


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(printer="ours"), editions(*EVERY, names=("print", "epub"))),
        (Choice(theme="imprint"), editions(*EVERY)),
        (Choice(theme="bulletin"), set()),
        (Choice(paper="A4"), editions(*EVERY)),
        (Choice(paper="A5"), set()),
    ],
)
def test_options_that_change_nothing_make_nothing(
    workspace: Workspace, choice: Choice, expected: set[str]
) -> None:
    assert outdated(workspace, choice) == expected


def version_of(package: str) -> Callable[[pytest.MonkeyPatch], None]:
    found = toolchain.versions()
    return lambda patch: patch.setattr(toolchain, "versions", lambda: found | {package: "99"})


def library(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    found = toolchain.libraries()
    return lambda patch: patch.setattr(toolchain, "libraries", lambda: found | {name: "99"})


def no_dictionaries(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(toolchain, "_dictionaries", lambda: iter(()))


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (version_of("weasyprint"), ALL),
        (version_of("Python"), ALL),
        (library("Pango"), LAID_OUT),
        (library("HarfBuzz"), LAID_OUT),
        (no_dictionaries, LAID_OUT),
    ],
    ids=["weasyprint", "python", "pango", "harfbuzz", "hyphenation"],
)
def test_versions_count(
    workspace: Workspace,
    change: Callable[[pytest.MonkeyPatch], None],
    names: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (workspace.root / "output" / INDEX).unlink()  # else nothing that is watched has changed
    change(monkeypatch)
    assert outdated(workspace) == editions(*EVERY, names=names)


@pytest.mark.parametrize(("added", "names"), [(b"", ()), (b"\n", LAID_OUT)])
def test_hyphenation_dictionaries_count_by_their_contents(
    workspace: Workspace,
    added: bytes,
    names: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (folder,) = toolchain._dictionaries()
    copy = shutil.copytree(folder, tmp_path / "dictionaries")
    with (copy / "hyph_en_GB.dic").open("ab") as stream:
        stream.write(added)
    monkeypatch.setattr(toolchain, "_dictionaries", lambda: iter((copy,)))
    (workspace.root / "output" / INDEX).unlink()
    assert outdated(workspace) == editions(*EVERY, names=names)


@pytest.mark.parametrize(("added", "names"), [(b"", ()), (b"\0", ALL)])
def test_installed_fonts_count_by_their_contents(
    workspace: Workspace,
    added: bytes,
    names: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, *others = Resources.of(workspace.root).font_files()
    copy = tmp_path / first.name
    copy.write_bytes(first.read_bytes() + added)
    monkeypatch.setattr(Resources, "font_files", lambda _: [copy, *others])
    (workspace.root / "output" / INDEX).unlink()
    assert outdated(workspace) == editions(*EVERY, names=names)


@pytest.mark.parametrize("name", ["libpango", "dist-info", "pyphen", "SourceSerif", "making.py"])
def test_what_decides_on_versions_is_watched(workspace: Workspace, name: str) -> None:
    found = toolchain.read_toolchain(
        Resources.of(workspace.root), BuildCache.of(workspace).snapshots
    )
    named = [one for one in found.watched if name in one]
    folders = [one for one in found.watched if one.endswith(os.sep)]
    installed = [one for one in folders if any(Path(one).glob("*.dist-info"))]
    assert installed if name == "dist-info" else named


# outputs


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("update-2015-10-print.pdf", {"2015-10/print"}),
        ("update-2015-10-screen.pdf", {"2015-10/screen"}),
        ("web/index.html", {"2015-10/web"}),
    ],
)
def test_a_file_that_is_gone_or_another_one_is_made_again(
    workspace: Workspace, name: str, expected: set[str]
) -> None:
    path = workspace.output_folder(OWN) / name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert outdated(workspace) == expected
    path.unlink()
    # web pages name the sizes of downloads
    also = {"2015-10/web"} if "screen" in name else set()
    assert outdated(workspace) == expected | also


# what the cache claims


def reasons(workspace: Workspace, edition: str = "screen") -> list[str]:
    return BuildCache.of(workspace).outdated(OWN, EDITIONS[edition], NO_CHOICE)


def test_reasons_name_what_changed(workspace: Workspace) -> None:
    text("styles/bulletin/cover.a5.css", "p { }")(workspace)
    no_picture(workspace)
    swapped("issues/update/2015-10.yaml", "Some", "More")(workspace)
    assert reasons(workspace) == [
        "issues/update/2015-10.yaml changed",
        "issues/update/a.png is missing",
        "styles/bulletin/cover.a5.css is new",
    ]
    (manifest_file(workspace, OWN)).unlink()
    assert reasons(workspace) == ["there is no screen edition in the build cache"]


@pytest.mark.slow
def test_manifests_name_no_place_of_this_machine_and_are_equal_when_made_again(
    made: Workspace, tmp_path: Path
) -> None:
    again = Workspace(tmp_path / "again")
    for name in ("issues", "styles"):
        shutil.copytree(made.root / name, again.root / name)
    shutil.copy(made.root / "printers.yaml", again.root)
    options = BuildOptions((APART,), tuple(EDITIONS[name] for name in ALL))
    build(again, options, RecordingReporter())
    written = manifest_file(made, APART).read_bytes()
    assert manifest_file(again, APART).read_bytes() == written
    assert str(made.root).encode() not in written
    assert parse_known(written) == parse(written)


def test_manifests_list_contents_and_pages(made: Workspace) -> None:
    manifest = read_manifest(made, OWN)
    assert manifest is not None
    (section,) = manifest.contents["sections"]
    assert [one["heading"] for one in section["stories"]] == ["The harbour"]
    anchor = section["stories"][0]["anchor"]
    span = manifest.contents["pages"][anchor]
    assert span["first_folio"] == str(span["first"] + 1)
    assert manifest.editions["print"].pages == 4


def test_manifests_keep_pages_while_an_edition_without_pages_is_made(workspace: Workspace) -> None:
    before = read_manifest(workspace, OWN)
    options = BuildOptions((OWN,), (EDITIONS["web"],), force=True)
    build(workspace, options, RecordingReporter())
    after = read_manifest(workspace, OWN)
    assert before is not None
    assert after is not None
    assert "web" in after.editions
    assert before.contents["pages"]
    assert after.contents == before.contents


@pytest.mark.parametrize("name", [INDEX, "update/2015-10/manifest.json"])
@pytest.mark.parametrize("damage", ["byte", "half", "empty", "null", "list"])
def test_a_damaged_cache_is_noted_and_made_again(
    workspace: Workspace, name: str, damage: str
) -> None:
    path = workspace.root / "output" / name
    content = path.read_bytes()
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]
    damaged = {
        "byte": flipped,
        "half": content[:middle],
        "empty": b"",
        "null": b"null",
        "list": b"[]",
    }
    path.write_bytes(damaged[damage])
    build_cache = BuildCache.of(workspace)
    found = build_cache.outdated(OWN, EDITIONS["screen"], NO_CHOICE)
    assert build_cache.damaged == [f"output/{name}"]
    assert bool(found) == (name != INDEX)  # manifests are true without the index


def test_a_manifest_that_was_edited_is_not_believed_without_being_checked(
    workspace: Workspace,
) -> None:
    path = manifest_file(workspace, OWN)
    values = json.loads(path.read_text())
    values["editions"]["screen"]["pages"] = "many"
    path.write_text(json.dumps(values))
    assert reasons(workspace) == ["there is no screen edition in the build cache"]


def old_stamps(workspace: Workspace) -> None:
    """Let all files seem settled: changed long before the run."""
    for path in workspace.root.rglob("*"):
        os.utime(path, ns=(10**18, 10**18))


def test_a_file_is_only_read_if_its_stamp_changed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("printissue.core.inputs.settled", lambda *_: True)
    monkeypatch.setattr(cache, "settled", lambda *_: True)
    with BuildCache.of(workspace).saved() as build_cache:
        for name in ALL:
            assert build_cache.outdated(OWN, EDITIONS[name], NO_CHOICE) == []
    read_files: list[str] = []
    digest = "printissue.core.inputs._digest"
    monkeypatch.setattr(digest, lambda path: read_files.append(path) or "another")
    assert reasons(workspace) == []
    assert read_files == []
    path = workspace.issue_file(OWN)
    os.utime(path, ns=(1, 1))
    assert reasons(workspace) == ["issues/update/2015-10.yaml changed"]
    assert read_files == [str(path)]


def test_a_file_that_changed_lately_is_read_again() -> None:
    def state(changed: int) -> State:
        return State("digest", (1, changed, changed, 1))

    second = 10**9
    assert settled(state(10 * second), 13 * second)
    assert not settled(state(12 * second), 13 * second)
    assert not settled(state(20 * second), 13 * second)  # the clock was set back
    assert not settled(State(), 13 * second)


# a run that ends early


@pytest.mark.parametrize("step", ["write_folders", "write_file", "as_json"])
def test_a_kill_never_leaves_a_manifest_that_claims_too_much(
    workspace: Workspace, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    swapped("issues/update/2015-10.yaml", "Some", "More")(workspace)

    def kill(*_values: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(making, step, kill)
    options = BuildOptions((OWN,), (EDITIONS["screen"],))
    with pytest.raises(KeyboardInterrupt):
        build(workspace, options, RecordingReporter())
    assert outdated(workspace) == editions(OWN.key)


@pytest.mark.slow
def test_a_build_after_a_change_makes_what_is_outdated_and_keeps_the_rest(
    workspace: Workspace,
) -> None:
    overridden("web/base.css", "styles")(workspace)
    reporter = RecordingReporter()
    order = BuildOptions((APART,), tuple(EDITIONS[name] for name in ALL))
    build(workspace, order, reporter)
    (finished,) = reporter.issues
    assert finished.status == "made"
    assert finished.editions == dict.fromkeys(ALL, "up to date") | {"web": "made"}
    assert finished.reasons == ("styles/web/base.css is new",)
    build(workspace, order, reporter)
    assert reporter.issues[1].status == "up to date"
    build(workspace, replace(order, force=True), reporter)
    assert reporter.issues[2].editions == dict.fromkeys(ALL, "made")
    assert reporter.issues[2].reasons == ("--force",)


def test_every_file_of_the_workspace_that_is_read_is_an_input(workspace: Workspace) -> None:
    """Compare what is looked up with what the system sees opened."""
    opened: set[str] = set()
    is_watching = [True]

    def watch(event: str, values: tuple[object, ...]) -> None:
        if is_watching[0] and event == "open" and isinstance(values[0], str | Path):
            opened.add(str(values[0]))

    sys.addaudithook(watch)  # stays until the process ends
    resources = Resources.of(workspace.root)
    job, _ = read(workspace, OWN, resources, choice=NO_CHOICE)
    assert job is not None
    composer = Composer(job)
    for name in ALL:
        assert composer.compose(EDITIONS[name].layout)[0] is not None
    is_watching[0] = False
    looked_up = {*job.inputs, *(path for one in composer.inputs.values() for path in one)}
    roots = (
        f"{workspace.root}/",
        f"{resources.builtin}/styles/",
        f"{resources.builtin}/templates/",
    )
    named = {os.path.realpath(one) for one in looked_up}
    assert {one for one in opened if one.startswith(roots)} - named == set()
    assert str(workspace.issue_file(NEIGHBOUR)) in opened
