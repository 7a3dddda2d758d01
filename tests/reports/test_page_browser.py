"""The page in the hands of people: keyboard, paper, screen reader, and of those who mean it ill."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from benchmarks.page_runs import made_run

HOSTILE = "</script><script>window.hurt=1</script><img src=x onerror=window.hurt=1>'\"&amp;"
CHANGES = pd.DataFrame(
    {
        "agenda_id": ["A001", "A002", "A003", "X1"],
        "title_th": ["ซ่อมไฟ", "เก็บขยะ", HOSTILE, ""],
        "title_en": ["Lights", "Waste", "", "Old"],
        "status": ["up", "no_real_change", "new", "gone"],
        "rank_before": [3.0, 2.0, None, 4.0],
        "rank_after": [1.0, 3.0, 2.0, None],
        "cause_th": ["เสียงของประชาชนเปลี่ยน +2.0", "อยู่ในช่วงความไม่แน่นอน", "", ""],
        "cause_en": ["signals +2.0", "within the noise", "", ""],
    }
)
READY = "return document.documentElement.dataset.ready"


def order(browser):
    return browser.execute_script(
        "return [...document.querySelectorAll('table[data-ranking] tbody tr[data-agenda-id]')]"
        ".map((row) => row.dataset.agendaId)"
    )


def settle(browser):
    browser.execute_async_script(
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))"
    )


def console(browser):
    return [entry for entry in browser.get_log("browser") if "favicon" not in entry["message"]]


@pytest.fixture
def page(browser, page_of):
    """Open the page of a small run, and take the log of what went before away."""
    browser.get("about:blank")
    console(browser)
    browser.get_log("performance")
    run = made_run(20, failed=2, missing=0.05)
    run.tables["changes"] = CHANGES
    address = page_of(run)
    browser.get(address)
    assert browser.execute_script(READY) == "1"
    return address


def test_no_request_leaves_and_the_console_stays_silent(browser, page):
    for button in browser.find_elements(By.CSS_SELECTOR, "button"):
        browser.execute_script("arguments[0].click()", button)
    for card in browser.find_elements(By.CSS_SELECTOR, "details"):
        browser.execute_script("arguments[0].open = true", card)
    settle(browser)
    assert not console(browser)
    events = [json.loads(e["message"])["message"] for e in browser.get_log("performance")]
    asked = [
        e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"
    ]
    assert asked
    assert all(url.startswith(("data:font/woff2", "file:")) for url in asked)
    assert [url for url in asked if url.startswith("file:")] == [page]


def test_the_page_can_be_worked_by_keyboard_alone(browser, page):
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    assert browser.switch_to.active_element.get_attribute("class") == "skip"
    for _ in range(80):
        if browser.switch_to.active_element.get_attribute("data-weight"):
            break
        browser.switch_to.active_element.send_keys(Keys.TAB)
    slider = browser.switch_to.active_element
    assert slider.get_attribute("data-weight") == "citizen_centricity"
    before = order(browser)
    slider.send_keys(Keys.END)
    settle(browser)
    assert slider.get_attribute("value") == "5"
    assert slider.get_attribute("aria-valuetext") == "5 (71%)"
    assert order(browser) != before
    slider.send_keys(Keys.ARROW_LEFT)
    assert slider.get_attribute("value") == "4.5"
    browser.find_element(By.CSS_SELECTOR, "[data-reset]").send_keys(Keys.ENTER)
    assert order(browser) == before
    browser.find_element(By.CSS_SELECTOR, "table[data-ranking] th a").send_keys(Keys.ENTER)
    settle(browser)
    assert browser.find_element(By.ID, "a-1").get_attribute("open")


def test_what_was_simulated_is_greyed_once_weights_differ(browser, page):
    note = browser.find_element(By.CSS_SELECTOR, ".ranking [data-sim-note]")
    cell = browser.find_element(By.CSS_SELECTOR, "td.rg")
    upright = cell.value_of_css_property("font-style")
    assert not note.is_displayed()
    browser.find_element(By.CSS_SELECTOR, "button[data-member=M01]").click()
    assert note.is_displayed()
    assert "น้ำหนักตั้งต้น" in note.text
    assert (upright, cell.value_of_css_property("font-style")) == ("normal", "italic")
    moved = browser.find_elements(By.CSS_SELECTOR, ".went-up .mv, .went-down .mv")
    assert moved and all(mark.text[0] in "▲▼" for mark in moved)
    browser.find_element(By.CSS_SELECTOR, "button[data-preset=default]").click()
    assert not note.is_displayed()
    assert not browser.find_elements(By.CSS_SELECTOR, ".went-up, .went-down")


def test_a_link_carries_the_weights_and_a_broken_one_is_ignored_with_a_notice(browser, page):
    start = order(browser)
    browser.find_element(By.CSS_SELECTOR, "button[data-member=M02]").click()
    carried, wanted = (
        browser.find_element(By.CSS_SELECTOR, "[data-link]").get_attribute("href"),
        order(browser),
    )
    browser.get("about:blank")
    browser.get(carried)
    assert order(browser) == wanted
    for bad in (
        "#w",
        "#w:",
        "#w:quick_win",
        "#w:quick_win=9",
        "#w:quick_win=-1",
        "#w:quick_win=1&quick_win=2",
        "#w:nobody=1",
        "#w:quick_win=1e0",
        "#w:%E0%A4%A=1",
        "#w:quick_win=2&<img src=x>=1",
    ):
        browser.get("about:blank")
        browser.get(page + bad)
        assert browser.execute_script(READY) == "1"
        assert order(browser) == start, bad
        status = browser.find_element(By.CSS_SELECTOR, "[role=status]")
        assert "อ่านน้ำหนักจากลิงก์ไม่ได้" in status.text
        assert not console(browser), bad


def test_the_language_switches_inside_the_page(browser, page):
    browser.find_element(By.CSS_SELECTOR, "[data-set-lang=en]").click()
    assert browser.execute_script("return document.documentElement.lang") == "en"
    text = browser.find_element(By.TAG_NAME, "main").text
    assert "Agenda 3: mend broken public lights" in text
    for word in ("ลำดับวาระ", "น้ำหนัก", "วาระที่"):
        assert word not in text
    browser.find_element(By.CSS_SELECTOR, "[data-set-lang=th]").click()
    assert "ลำดับวาระ" in browser.find_element(By.TAG_NAME, "main").text


def test_two_agendas_swap_at_the_weight_that_the_comparison_names(browser, page):
    found = browser.execute_script(
        "return [...document.querySelectorAll('[data-comparison] tbody tr:not(.sum)')]"
        ".map((row) => row.lastElementChild.textContent)"
    )
    assert len(found) == 3
    share = next(int(cell[:-1]) / 100 for cell in found if cell.endswith("%"))
    at = [cell.endswith("%") for cell in found].index(True)
    names = ["citizen_centricity", "quick_win", "replicability"]
    first, second = order(browser)[:2]
    sides = []
    for nudge in (-0.02, 0.02):
        part = min(max(share + nudge, 0), 1)
        weights = [part if k == at else (1 - part) / 2 for k in range(3)]
        pairs = "&".join(f"{n}={w:.6f}" for n, w in zip(names, weights, strict=True))
        browser.get("about:blank")
        browser.get(f"{page}#w:{pairs}")
        now = order(browser)
        sides.append(now.index(first) < now.index(second))
    assert sides[0] != sides[1]


def test_numbers_of_bubbles_never_lie_on_each_other(browser, page):
    def places():
        return browser.execute_script(
            "return [...document.querySelectorAll('[data-bubble]')].map((mark) => {"
            "const at = mark.getAttribute('transform').match(/[-\\d.]+/g).map(Number);"
            "const text = mark.querySelector('text');"
            "return ['x', 'y'].map((c, i) => at[i] + Number(text.getAttribute(c)))})"
        )

    crowded = "document.querySelectorAll('[data-weight]').forEach((s) => { s.value = 0; })"
    for weights in ("", crowded):
        browser.execute_script(weights + ";document.querySelector('[data-weight]').value = 5;")
        slider = browser.find_element(By.CSS_SELECTOR, "[data-weight]")
        browser.execute_script("arguments[0].dispatchEvent(new Event('input'))", slider)
        for _ in range(4):
            settle(browser)
        found = places()
        assert len(found) > 15
        for i, (x, y) in enumerate(found):
            for across, down in found[:i]:
                assert abs(x - across) >= 3.4 or abs(y - down) >= 2.8


def test_hostile_texts_are_shown_and_not_run(browser, page_of):
    run = made_run(12, title=HOSTILE, title_en=HOSTILE + "en", quote=HOSTILE, failed=1)
    run.tables["members"]["member_id"] = [HOSTILE + str(m) for m in range(3)]
    for column in ("criterion_label_th", "label_th", "unit"):
        run.tables["criteria"][column] = HOSTILE + column
    run.tables["unanswered"]["label_th"] = HOSTILE
    run.tables["gates"]["reason_th"] = HOSTILE
    console(browser)
    browser.get(page_of(run))
    assert browser.execute_script(READY) == "1"
    for lang in ("en", "th"):
        browser.find_element(By.CSS_SELECTOR, f"[data-set-lang={lang}]").click()
        browser.execute_script("document.querySelectorAll('details').forEach((d) => d.open = true)")
        settle(browser)
        assert browser.execute_script("return window.hurt ?? null") is None
        assert browser.execute_script("return document.images.length") == 0
        assert "onerror=window.hurt=1>" in browser.find_element(By.CSS_SELECTOR, ".ranking").text
    assert not console(browser)


def test_a_changed_script_is_blocked_and_the_table_still_stands(browser, page, tmp_path):
    html = Path(page.removeprefix("file://")).read_text(encoding="utf-8")
    changed = tmp_path / "changed.html"
    changed.write_text(html.replace('"use strict";', '"use strict"; window.hurt = 1;'), "utf-8")
    before = order(browser)
    browser.get(changed.as_uri())
    assert browser.execute_script(READY) is None
    assert browser.execute_script("return window.hurt ?? null") is None
    assert order(browser) == before
    assert any("Content Security Policy" in entry["message"] for entry in console(browser))


def test_without_scripts_the_table_and_the_cards_can_be_read(browser, page):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get("about:blank")
        browser.get(page)
        assert browser.find_element(By.TAG_NAME, "html").get_attribute("data-ready") is None
        rows = browser.find_elements(By.CSS_SELECTOR, "table[data-ranking] tbody tr")
        assert sum(row.is_displayed() for row in rows) > 10
        assert not browser.find_element(By.ID, "weights").is_displayed()
        browser.find_element(By.CSS_SELECTOR, "#a-1 summary").send_keys(Keys.ENTER)
        assert browser.find_element(By.CSS_SELECTOR, "#a-1 blockquote").is_displayed()
        assert "ไม่เปิดสคริปต์" in browser.find_element(By.CSS_SELECTOR, ".ranking").text
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("width", [360, 768, 1024, 1366, 1920])
def test_nothing_spills_over_the_edge_at_any_width(browser, page, width):
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        for lang in ("en", "th"):
            browser.find_element(By.CSS_SELECTOR, f"[data-set-lang={lang}]").click()
            browser.execute_script(
                "document.querySelectorAll('details').forEach((d) => d.open = 1)"
            )
            settle(browser)
            wide = browser.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_many_criteria_and_words_without_breaks_stay_inside_the_page(browser, page_of):
    tree = {f"criterion_{k}": (1.0, {f"x{k}": 1.0, f"y{k}": 2.0}) for k in range(8)}
    run = made_run(12, tree=tree, members=30, title="Supercalifragilistic_" * 5, quote="x" * 200)
    browser.get(page_of(run))
    for width in (360, 1024, 1366):
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.execute_script("document.querySelectorAll('details').forEach((d) => d.open = 1)")
        settle(browser)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def axe_source(root: Path) -> str:
    """Script of axe-core out of a wheel that ships it; ``.ci/run`` fetches the wheel."""
    wheels = sorted((root / ".cache" / "axe").glob("axe_playwright_python-*.whl"))
    if not wheels:
        if os.environ.get("PRIORITIZER_REQUIRE_TOOLS"):
            pytest.fail("axe-core is missing; .ci/run fetches it")
        pytest.skip(
            "axe-core is not here: pip download --no-deps -d .cache/axe axe-playwright-python"
        )
    with zipfile.ZipFile(wheels[-1]) as wheel:
        name = next(n for n in wheel.namelist() if n.endswith("axe.min.js"))
        return wheel.read(name).decode("utf-8")


@pytest.mark.parametrize(
    ("lang", "theme", "preset"),
    [
        ("th", "light", "default"),
        ("th", "dark", "equal"),
        ("en", "light", "equal"),
        ("en", "dark", "default"),
    ],
)
def test_axe_finds_no_violation(browser, page, root, lang, theme, preset):
    for choice in (
        f"[data-set-lang={lang}]",
        f"[data-set-theme={theme}]",
        f"[data-preset={preset}]",
    ):
        browser.find_element(By.CSS_SELECTOR, choice).click()
    browser.execute_script(
        "document.querySelectorAll('.block details, .more, #a-1, #a-12, #a-20')"
        ".forEach((d) => d.open = true)"
    )
    settle(browser)
    browser.execute_script(axe_source(root))
    found = browser.execute_async_script(
        "const done = arguments[0];"
        "axe.run().then((r) => done(r.violations.map((v) => [v.id, v.nodes[0].html,"
        " v.nodes[0].failureSummary])))"
    )
    assert found == []


def test_a_screen_reader_is_told_of_a_table_with_headers(browser, page):
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    roles = [node.get("role", {}).get("value") for node in nodes]
    assert roles.count("slider") == 3  # those of indicators are folded away
    assert roles.count("columnheader") > 10
    assert roles.count("rowheader") > 18
    assert "table" in roles
    names = [
        node["name"]["value"] for node in nodes if node.get("role", {}).get("value") == "slider"
    ]
    assert names[0] == "เกณฑ์ citizen_centricity"


def test_paper_holds_thai_and_breaks_between_parts(browser, page, pdftotext, tmp_path):
    printed = browser.execute_cdp_cmd(
        "Page.printToPDF", {"preferCSSPageSize": True, "generateTaggedPDF": True}
    )
    file = tmp_path / "page.pdf"
    file.write_bytes(base64.b64decode(printed["data"]))
    text = subprocess.run(
        [pdftotext, "-layout", file, "-"], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    pages = text.split("\f")
    assert len(pages) > 4
    assert "วาระ" in pages[0]
    starts = [page.strip().splitlines()[0] for page in pages if page.strip()]
    for heading in ("โอกาสของแต่ละอันด", "รายละเอียดรายวาระ"):
        assert any(heading in start for start in starts)
    fonts = subprocess.run(
        ["pdffonts", file], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    assert "Sarabun" in fonts
    cards = text.count("ส่องสว่างริมทาง")
    assert cards >= 10  # the cards of the first ten are open on paper
