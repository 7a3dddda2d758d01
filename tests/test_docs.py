"""What the pages say is so: links lead somewhere, commands exist, code runs."""

from __future__ import annotations

import importlib
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import typer.main
from rich.cells import cell_len

from prioritizer.bundle import read_run

ROOT = Path(__file__).parents[1]
TOP = ("README.md", "README.th.md", "CONTRIBUTING.md", "CHANGELOG.md")
PAGES = [*(ROOT / name for name in TOP), *sorted((ROOT / "docs").rglob("*.md"))]
PAGES += [ROOT / "datasets" / "README.md", ROOT / "configs" / "starter" / "README.md"]
READMES = [ROOT / "README.md", ROOT / "README.th.md"]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(text: str, kind: str = "[a-z]*") -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*## ", read(ROOT / "Makefile"), flags=re.MULTILINE))


def verbs() -> set[str]:
    from prioritizer.commands.app import app

    return set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_our_pages_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"```.*?```", "", read(page), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose):
        if not link.startswith(("https://", "http://", "mailto:")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_two_commands_stand_alone_at_the_top(page: Path) -> None:
    first, second = blocks(read(page))[:2]
    assert (first, second) == ("make demo\n", "make test\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_command_we_print_is_a_target(page: Path) -> None:
    said = set(re.findall(r"`make ([a-z]+)`", read(page)))
    said |= {word for block in blocks(read(page)) for word in re.findall(r"^make (\w+)", block)}
    assert said <= targets()


def test_every_target_is_explained_to_contributors() -> None:
    page = read(ROOT / "CONTRIBUTING.md")
    assert [name for name in targets() if f"`make {name}`" not in page] == []


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_table_of_commands_names_each_verb_once(page: Path) -> None:
    said = re.findall(r"^\| `prioritizer ([a-z-]+)", read(page), flags=re.MULTILINE)
    assert sorted(said) == sorted(verbs())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_shows_a_command_that_does_not_exist(page: Path) -> None:
    if page.parent.name == "decisions":
        return
    said = set(re.findall(r"(?:^|`)prioritizer ([a-z][a-z-]*)", read(page), flags=re.MULTILINE))
    assert said <= verbs()


def test_both_readmes_say_the_same_in_two_languages() -> None:
    english, thai = (read(page) for page in READMES)
    for pattern in (r"^## ", r"^\| `", r"^\| ", r"^```"):
        counts = [len(re.findall(pattern, text, flags=re.MULTILINE)) for text in (english, thai)]
        assert counts[0] == counts[1], pattern
    assert len(re.findall(r"[ก-๙]", thai)) > 2 * len(re.findall(r"[ก-๙]", english))


def test_the_generated_pages_stand() -> None:
    assert generator().stale() == []


@pytest.mark.parametrize("lang", ["en", "th"])
def test_the_readmes_show_the_screen_that_the_demo_prints(demo_run: Path, lang: str) -> None:
    screens = importlib.import_module("screens") if generator() else None
    assert screens is not None
    shown = screens.screen_of(read(screens.READMES[lang]))
    assert shown == screens.screen(demo_run, lang), "run `make docs`"
    assert max(map(cell_len, shown.splitlines())) <= screens.COLUMNS + 2
    assert len(shown.splitlines()) < 60


def test_every_key_of_the_demo_and_the_starter_is_described() -> None:
    page = read(ROOT / "docs" / "study-file.md")
    for name in ("demo.toml", "starter/study.toml"):
        for table, keys in tomllib.loads(read(ROOT / "configs" / name)).items():
            for each in keys if isinstance(keys, list) else [keys]:
                for key in each:
                    assert f"`{key}`" in page, f"docs/study-file.md lacks {table}.{key}"


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = sorted(p for p in folder.glob("0*.md") if not p.name.startswith("0000"))
    assert [int(p.name[:4]) for p in pages] == list(range(1, len(pages) + 1))
    listed = read(folder / "README.md")
    for page in pages:
        number, choice = re.match(r"# (\d{4}): (.+)", read(page)).groups()  # type: ignore[union-attr]
        assert number == page.name[:4]
        assert f"| [{number}]({page.name}) | {choice} |" in listed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_of_ours_that_a_page_names_is_there(page: Path) -> None:
    named = re.findall(
        r"`((?:benchmarks|prioritizer|configs|datasets|tests)/[\w./-]+)[`\s]", read(page)
    )
    made = ("benchmarks/results/", "prioritizer/_data")  # by a benchmark; by building a wheel
    named = [name for name in named if not name.startswith(made)]
    assert [name for name in named if not (ROOT / name.rstrip("/.")).exists()] == []


def test_make_bench_runs_every_script_that_measures() -> None:
    scripts = [p for p in (ROOT / "benchmarks").glob("*.py") if '"results"' in read(p)]
    assert scripts
    assert [p.name for p in scripts if not p.name.startswith("bench_")] == []


def test_the_changelog_has_something_unreleased_or_the_version() -> None:
    version = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]["version"]
    assert re.search(rf"^## (Unreleased|{re.escape(version)})", read(ROOT / "CHANGELOG.md"), re.M)


@pytest.mark.slow
def test_the_tour_runs(
    tmp_path: Path, demo_run: Path, demo_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run the tour's blocks one after the other, as a reader would in one notebook."""
    for name in ("configs", "datasets"):
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRIORITIZER_CACHE", str(demo_cache))
    said: dict[str, object] = {"__name__": "tour"}
    steps = blocks(read(ROOT / "docs" / "tour.md"), "python")
    assert steps
    for step in steps:
        exec(compile(step, "docs/tour.md", "exec"), said)
    assert read_run(tmp_path / "runs" / "tour").digest == read_run(demo_run).digest
