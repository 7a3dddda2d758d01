import re

from prioritizer.bundle import read_run


def test_the_page_needs_no_network_and_names_its_script_by_hash(demo_run):
    html = (demo_run / "report.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in html
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/=]+'", html)
    assert not re.search(r'(?:src|href)="https?://', html)


def test_the_page_shows_the_ranking_without_script(demo_run):
    html = (demo_run / "report.html").read_text(encoding="utf-8")
    run = read_run(demo_run)
    ranked = run.ranking[run.ranking["rank"].notna()]["agenda_id"].tolist()
    assert re.findall(r'<tr data-agenda-id="([^"]+)"', html) == ranked
    assert run.digest in html
