"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine and day, however busy it is.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

ROOT = Path(__file__).parents[1]


def _lacking(what: str) -> None:
    """Skip on a user's machine; fail where PRIORITIZER_REQUIRE_TOOLS is set."""
    if os.environ.get("PRIORITIZER_REQUIRE_TOOLS"):
        pytest.fail(f"{what} is missing, and PRIORITIZER_REQUIRE_TOOLS is set")
    pytest.skip(f"{what} is not on this machine")


def _tool(*names: str) -> Path:
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    _lacking(names[0])
    raise AssertionError("unreachable")


@pytest.fixture(scope="session", autouse=True)
def no_cache() -> Iterator[None]:
    """Keep what one test heard from every other; a test of the cache names its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRIORITIZER_CACHE", "off")
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """Hand out the top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Hand out the folder of real data and cases beside the checkout, where there is one."""
    path = Path(os.environ.get("PRIORITIZER_SHARED", ROOT.parent / "shared"))
    if not (path / "cases").is_dir():
        pytest.skip("the shared data and cases are not beside this checkout")
    return path


@pytest.fixture(scope="session")
def soffice() -> Path:
    """Hand out LibreOffice."""
    return _tool("soffice", "libreoffice")


@pytest.fixture(scope="session")
def chromedriver() -> Path:
    """Hand out the driver that selenium steers Chromium by."""
    return _tool("chromedriver")


@pytest.fixture(scope="session")
def chromium(chromedriver: Path) -> Path:
    """Hand out Chromium, where its driver is there too."""
    return _tool("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def pdftotext() -> Path:
    """Hand out poppler's reader of PDF text."""
    return _tool("pdftotext")


@pytest.fixture(scope="session")
def faketime() -> Path:
    """Hand out the library that sets a process another clock."""
    for path in Path("/usr/lib").glob("*/faketime/libfaketime.so.1"):
        return path
    _lacking("libfaketime")
    raise AssertionError("unreachable")


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """Hand out the address of a PostgreSQL that tests may write to."""
    url = os.environ.get("PRIORITIZER_TEST_PG", "")
    if not url:
        _lacking("PostgreSQL (PRIORITIZER_TEST_PG)")
    return url


@pytest.fixture(scope="session")
def demo_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hand out the cache that `demo_run` fills, for tests that may recall what it heard."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def demo_run(demo_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the demo study once for all tests that look at a finished run; none may change it."""
    from prioritizer.resources import resource
    from prioritizer.run import run_study
    from prioritizer.run.cache import Cache

    folder = tmp_path_factory.mktemp("demo") / "run"
    if made := os.environ.get("PRIORITIZER_DEMO_RUN"):  # `make weaken`: one run for many suites
        return Path(shutil.copytree(made, folder))
    run_study(resource("configs/demo.toml"), folder, jobs=1, cache=Cache(demo_cache))
    return folder
