"""What a user installs is whole: the wheel, the sdist that it can be made from, the locks."""

import ast
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import checkout
from printissue import __version__
from printissue.assets.resources import PROFILE_SOURCES
from printissue.model.printers import PRINTERS

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def build(source: Path, target: str, into: Path) -> Path:
    """Build a `wheel` or `sdist` from the source folder, without the network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into)]
    run = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    (built,) = into.iterdir()
    return built


def tracked(*folders: str) -> set[str]:
    """List the repository's files in these folders."""
    return {name for name in checkout.tracked() if name.partition("/")[0] in folders}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel is installed in, away from the checkout."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*command, "--target", str(target), str(wheel)], check=True)
    return target


def run_installed(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=installed, env=environment, capture_output=True, text=True, check=False
    )


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_brings_every_sheet_template_and_profile(wheel: Path) -> None:
    wanted = {f"printissue/{name}" for name in tracked("styles", "templates")}
    profiles = {printer.profile for printer in PRINTERS.values()} - set(PROFILE_SOURCES)
    wanted |= {f"printissue/styles/icc/{profile}" for profile in profiles}
    assert any(name.startswith("printissue/templates/") for name in wanted)
    assert wanted <= names(wheel)


def test_the_wheel_brings_every_module(wheel: Path) -> None:
    wanted = {name.removeprefix("src/") for name in tracked("src")}
    assert "printissue/model/issue.py" in wanted
    assert wanted <= names(wheel)


def test_the_wheel_brings_nothing_else(wheel: Path) -> None:
    tops = {PurePosixPath(name).parts[0] for name in names(wheel)}
    assert tops == {"printissue", f"printissue-{__version__}.dist-info"}
    odd = re.compile(r"__pycache__|\.pyc$|/tests?/|\.swp$|~$|\.part$|/\.")
    assert [name for name in names(wheel) if odd.search(name)] == []


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    info = f"printissue-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"{info}/METADATA").decode()
        entry_points = archive.read(f"{info}/entry_points.txt").decode()
    assert f"Version: {__version__}\n" in metadata
    assert "Requires-Python: >=3.11\n" in metadata
    assert "License-Expression: MIT\n" in metadata
    assert "printissue = printissue.cli:main" in entry_points
    assert {f"{info}/licenses/{name}" for name in ("LICENSE", "styles/icc/README.md")} <= names(
        wheel
    )


def test_every_address_of_the_project_is_one() -> None:
    """Addresses are optional; one that is given starts with https:// and is no example."""
    for name, url in PROJECT["project"].get("urls", {}).items():
        assert re.match(r"https://(?!.*example)", url), name


@pytest.mark.slow
def test_an_installed_wheel_finds_its_own_files(installed: Path) -> None:
    code = (
        "from printissue.assets.resources import builtin_root, Resources\n"
        "print(builtin_root())\n"
        "print(Resources.of(builtin_root().parent / 'nowhere').profile('FOGRA39L_coated.icc'))"
    )
    run = run_installed(installed, "-c", code)
    assert run.returncode == 0, run.stderr
    package = installed.resolve() / "printissue"
    profile = package / "styles" / "icc" / "FOGRA39L_coated.icc"
    assert run.stdout.splitlines() == [str(package), str(profile)]


def test_the_checkout_finds_its_own_files() -> None:
    from printissue.assets.resources import builtin_root

    assert builtin_root() == ROOT


def test_an_installed_wheel_runs(installed: Path) -> None:
    run = run_installed(installed, "-m", "printissue", "--help")
    assert run.returncode == 0, run.stderr
    assert "build" in run.stdout


@pytest.mark.slow
def test_the_sdist_makes_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    subprocess.run(["tar", "-xzf", str(sdist), "-C", str(tmp_path)], check=True)
    source = tmp_path / f"printissue-{__version__}"
    again = build(source, "wheel", tmp_path / "wheel")
    assert again.name == wheel.name
    assert names(again) == names(wheel)


def test_the_sdist_brings_the_whole_repository(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert set(checkout.tracked()) - inside == set()
    assert inside - set(checkout.tracked()) == {"PKG-INFO"}


@pytest.mark.slow
def test_the_tests_of_the_sdist_run_there(sdist: Path, tmp_path: Path) -> None:
    """The tests that read files of the repository by their names."""
    subprocess.run(["tar", "-xzf", str(sdist), "-C", str(tmp_path)], check=True)
    source = tmp_path / f"printissue-{__version__}"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    tests = ["tests/test_house.py", "tests/docs/test_pictures.py", "tests/docs/test_manual.py"]
    environment = {**os.environ, "PYTHONPATH": str(source / "src")}
    environment.pop("PYTEST_XDIST_WORKER", None)
    run = subprocess.run(
        [*command, *tests], cwd=source, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-3000:]


def test_the_description_on_an_index_needs_no_other_file(wheel: Path) -> None:
    """There, neither pictures nor pages lie beside it; and every fact of README.md is still said."""
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"printissue-{__version__}.dist-info/METADATA").decode()
    text = metadata.partition("\n\n")[2]
    assert "Content-Type: text/markdown" in metadata.replace("Description-", "")
    assert re.findall(r"<img|!\[", text) == []
    assert [to for to in re.findall(r"\]\(([^)]+)\)", text) if not to.startswith("https://")] == []
    headings = re.findall(r"^#+ .*$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert re.findall(r"^#+ .*$", text, re.MULTILINE) == headings
    assert "\n\n\n" not in text


def pins(lock: str) -> dict[str, str]:
    """Read a lock: the version of each package, whatever the machine."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_everything_with_hashes_and_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert {entry.partition("==")[0] for entry in entries} == set(pins(lock))
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)


def wanted_by(group: str) -> list[Requirement]:
    """Return what pyproject.toml asks for: the program's requirements and a group's."""
    groups = PROJECT["dependency-groups"]
    own = [one for one in groups[group] if isinstance(one, str)]
    return [Requirement(text) for text in [*PROJECT["project"]["dependencies"], *own]]


@pytest.mark.parametrize(("lock", "group"), [(LOCKS[0], "build"), (LOCKS[1], "dev")])
def test_a_lock_agrees_with_the_project(lock: str, group: str) -> None:
    pinned = pins(lock)
    for requirement in wanted_by(group):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in {lock}: make lock"
        assert requirement.specifier.contains(version), f"{requirement} in {lock}: {version}"


@pytest.mark.slow
def test_every_import_is_asked_for() -> None:
    """A package that only comes along with another one may stop coming."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = [*wanted_by("build"), *(Requirement(one) for extra in extras for one in extra)]
    asked = {canonicalize_name(one.name) for one in wanted} | {"pydantic-core"}
    brought = packages_distributions()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for top in {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names):
                makers = {canonicalize_name(name) for name in brought.get(top, [])}
                assert top == "printissue" or makers & asked, f"{path.name} imports {top}"


def test_the_locks_agree() -> None:
    runtime, dev = map(pins, LOCKS)
    assert runtime.items() <= dev.items()


def test_the_build_backend_is_locked() -> None:
    for part in map(Requirement, PROJECT["build-system"]["requires"]):
        assert part.specifier.contains(pins("requirements.lock")[part.name])


def test_the_versions_agree() -> None:
    assert PROJECT["project"]["version"] == __version__
