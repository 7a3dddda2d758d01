"""The house keeps its promises: quick help, floors, sizes, a wheel that runs elsewhere."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import prioritizer
from prioritizer.config.reading import read_study
from prioritizer.provenance import file_sha256

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "prioritizer"
STUDIES = sorted([*ROOT.glob("configs/*.toml"), ROOT / "configs" / "starter" / "study.toml"])
STUDIES = [path for path in STUDIES if path.stem != "defaults"]
TEST_ROOMS = {"cases", "weakened", "datasets"}  # rooms of tests/ that mirror no room of the package


def run_python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def layers() -> list[set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = project["tool"]["importlinter"]["contracts"][0]
    return [{room.strip() for room in floor.split("|")} for floor in contract["layers"]]


def modules() -> list[str]:
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(PACKAGE.rglob("*.py"))
        if "_data" not in path.parts and path.name != "__main__.py"
    ]


HELP = """
import sys
from prioritizer.commands import main
sys.argv = ["prioritizer", *{words!r}, "--help"]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
slow = [name for name in ("pandas", "sklearn", "numpy", "scipy", "pyarrow") if name in sys.modules]
print("waits for:", slow)
"""


@pytest.mark.parametrize("words", [[], ["rank"], ["demo"]], ids=["prioritizer", "rank", "demo"])
def test_help_waits_for_neither_pandas_nor_sklearn(words: list[str]) -> None:
    assert run_python(HELP.format(words=words)).splitlines()[-1] == "waits for: []"


def test_importing_the_package_waits_for_neither_pandas_nor_sklearn() -> None:
    code = "import prioritizer, sys; print({'pandas', 'sklearn'} & set(sys.modules))"
    assert run_python(code).strip() == "set()"


def test_cli_py_runs_from_a_checkout() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "--help"], capture_output=True, text=True, check=True
    )
    assert "rank" in done.stdout


def test_every_public_name_can_be_had_and_is_documented() -> None:
    said = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    assert prioritizer.__all__, "prioritizer offers no public name"
    for name in prioritizer.__all__:
        thing = getattr(prioritizer, name)
        if not name.startswith("__") and callable(thing):
            assert (thing.__doc__ or "").strip(), f"{name} has no docstring"
        assert f"`{name}" in said or f"pr.{name}" in said, f"no page of docs/ speaks of {name}"


def test_every_room_stands_on_a_floor_and_every_floor_is_drawn() -> None:
    rooms = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    rooms -= {"__init__", "__main__", "__pycache__", "_data"}
    assert rooms <= set().union(*layers())
    drawing = (ROOT / "docs" / "floors.svg").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for room in set().union(*layers()):
        assert f">{room}<" in drawing, f"docs/floors.svg lacks {room}"
        assert f"`{room}`" in page, f"docs/architecture.md lacks {room}"


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    folders = ("prioritizer", "tests", "datasets", "benchmarks", "docs", ".ci")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    kinds = {".py", ".js", ".css", ".j2", ".sh"}
    long = {
        str(path.relative_to(ROOT)): n
        for path in files
        if path.suffix in kinds and (n := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_the_tests_mirror_the_package() -> None:
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        room = path.relative_to(ROOT / "tests").parts[:-1]
        if not room or room[0] in TEST_ROOMS:
            continue
        assert PACKAGE.joinpath(*room).is_dir(), f"{path.relative_to(ROOT)} mirrors no room"


def test_every_room_has_tests() -> None:
    rooms = [path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()]
    bare = [room for room in rooms if not list((ROOT / "tests" / room).rglob("test_*.py"))]
    assert not bare, f"no tests for {', '.join(bare)}"


@pytest.mark.parametrize("name", modules())
def test_every_module_says_what_it_is(name: str) -> None:
    assert (importlib.import_module(name).__doc__ or "").strip()


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_every_study_we_ship_reads(path: Path) -> None:
    study = read_study(path)
    assert study.study.title_th
    assert study.study.title_en


def test_the_files_of_the_demo_study_are_there() -> None:
    study = read_study(ROOT / "configs" / "demo.toml")
    sources = [pattern for source in study.signals for pattern in source.patterns]
    tables = [study.agendas, study.ratings, study.members, study.committees]
    sources += [study.places.file, *(table.file for table in tables if table)]
    assert len(sources) == 10
    for file in sources:
        assert (ROOT / "configs" / file).is_file(), file
    assert study.study.illustrative


def test_the_starter_templates_fit_their_columns() -> None:
    text = (ROOT / "configs" / "starter" / "templates.toml").read_text(encoding="utf-8")
    kinds = {"text", "date", "number", "whole", "grade", "choice"}
    for table in tomllib.loads(text)["table"]:
        columns = table["columns"]
        assert {column["kind"] for column in columns} <= kinds
        for row in table["rows"]:
            assert len(row) == len(columns), table["file"]
            for cell, column in zip(row, columns, strict=True):
                assert cell in ("", *column.get("choices", [cell])), (column["name"], cell)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, so that no build folder of the checkout seeps in."""
    copy = tmp_path_factory.mktemp("source")
    for folder in ("prioritizer", "configs", "datasets"):
        ignore = shutil.ignore_patterns("__pycache__", "_data")
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignore)
    for file in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "cli.py"):
        shutil.copy(ROOT / file, copy / file)
    words = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", "."]
    subprocess.run([sys.executable, "-m", "pip", *words], cwd=copy, check=True)
    return next((copy / "dist").glob("prioritizer-*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_one_package_with_its_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"prioritizer"}
    assert not [name for name in names if name.endswith(".pyc")]
    for file in (
        *("configs/defaults.toml", "configs/demo.toml", "configs/starter/study.toml"),
        *("datasets/demo/agendas.csv", "datasets/demo/hotline_1111.csv"),
    ):
        assert f"prioritizer/_data/{file}" in names


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): file_sha256(path)
        for path in folder.rglob("*")
        if path.is_file() and path.name != "timings.json"
    }


@pytest.mark.slow
def test_an_installed_wheel_runs_the_demo_on_two_workers_to_the_bytes_of_one_here(
    wheel: Path, demo_run: Path, tmp_path: Path
) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    words = ["install", "--quiet", "--no-deps", "--target", str(site), str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True)
    env = {**os.environ, "PYTHONPATH": str(site), "PRIORITIZER_LANG": "en"}
    where = "import prioritizer; print(prioritizer.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=elsewhere, env=env, capture_output=True, text=True
    )
    assert found.stdout.startswith(str(site))
    done = subprocess.run(
        [sys.executable, "-m", "prioritizer", "demo", "--jobs", "2"],
        cwd=elsewhere,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "A0" in done.stdout
    assert hashes(elsewhere / "runs" / "demo") == hashes(demo_run)
