"""Measure the page in real Chromium: bytes, and slider event to second animation frame.

    python benchmarks/bench_page.py [--out FILE]

Each figure is the median of 20 moves of one slider, for 40 and 500 agendas, beside the bare cost of
two frames in the same browser: what is above that is ours. The processor time of the main thread
(everything that a move sets off, what follows the second frame too) hardly feels other programs;
the wall time does, so ``load`` says how many waited for the processors. Needs chromium and
chromium-driver.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

from beside import skip_without  # noqa: E402
from selenium import webdriver  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402

from benchmarks.page_runs import made_run  # noqa: E402
from prioritizer.reports.page.build import render_page  # noqa: E402

MOVES = 20
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
QUIET = ("--no-first-run", "--disable-background-networking", "--disable-component-update")
TIME = """
const [moves, move, done] = arguments;
const slider = document.querySelector('input[data-weight]');
const next = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
const frames = () => new Promise(next);
(async () => {
  const times = [];
  for (let i = 0; i < moves; i += 1) {
    await new Promise((then) => setTimeout(then, 400));
    const start = performance.now();
    if (move) {
      slider.value = (i * 3.5 + 0.5) % 5.5;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    }
    await frames();
    times.push(performance.now() - start);
  }
  done(times);
})();
"""


def browser() -> webdriver.Chrome:
    """Start Chromium with a new profile."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or "chromium"
    for flag in (*FLAGS, *QUIET, f"--user-data-dir={tempfile.mkdtemp()}"):
        options.add_argument(flag)
    options.add_argument("--window-size=1366,900")
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_script_timeout(120)
    return driver


def main_thread(driver: webdriver.Chrome) -> float:
    """Say how many seconds of processor the page's main thread has had."""
    metrics = driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))


def measure(driver: webdriver.Chrome, n: int, folder: Path) -> dict[str, float]:
    """Time one page."""
    start = time.process_time()
    html = render_page(made_run(n, failed=n // 10, levels=9, missing=0.05, members=9))
    built = time.process_time() - start
    file = folder / f"{n}.html"
    file.write_text(html, encoding="utf-8")
    driver.get(file.as_uri())
    assert driver.execute_script("return document.documentElement.dataset.ready") == "1"
    driver.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
    medians, spent = [], []
    for move in (False, True):
        before = main_thread(driver)
        medians.append(statistics.median(driver.execute_async_script(TIME, MOVES, move)))
        spent.append(1000 * (main_thread(driver) - before) / MOVES)
    return {
        "kilobytes": round(len(html.encode()) / 1000, 1),
        "build_cpu_seconds": round(built, 2),
        "two_frames_ms": round(medians[0], 1),
        "slider_to_second_frame_ms": round(medians[1], 1),
        "main_thread_cpu_ms_per_move": round(spent[1] - spent[0], 1),
    }


def main() -> None:
    """Measure both sizes and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE.parent / "results" / "page.json")
    out = parser.parse_args().out
    found_at = [shutil.which(tool) for tool in ("chromium", "chromedriver")]
    skip_without(*(Path(path) if path else None for path in found_at))
    driver = browser()
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = {f"{n}_agendas": measure(driver, n, Path(folder)) for n in (40, 500)}
            version = driver.capabilities["browserVersion"]
    finally:
        driver.quit()
    result = {
        "machine": f"{platform.machine()}, 2 processors, shared",
        "chromium": version,
        "load": round(os.getloadavg()[0], 1),
        "moves": MOVES,
        "bars_ms": {"40_agendas": 60, "500_agendas": 250},
        **found,
    }
    out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8", newline="\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
