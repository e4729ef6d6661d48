"""In a real browser: how a search was done is shown and switched, a search is saved and says what is new."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from kb.library import Library
from kb.settings import Settings

PROJECT = Path(__file__).parents[2]
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()

TANK = "---\nid: C-1\nkind: case\ntitle: LPG tanker fire\nlanguage: en\n---\n## Summary\n\nAn LPG tanker burnt.\n"
WELL = (
    "---\nid: C-2\nkind: case\ntitle: 污水井中毒事故\nlanguage: zh\n---\n"
    "## 概述\n\n作业人员下井吸入硫化氢中毒，盲目施救。\n"
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine (apt install chromium)"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    (folder / "files").mkdir()
    (folder / "files" / "tank.md").write_text(TANK, encoding="utf-8")
    (folder / "files" / "污水井.md").write_text(WELL, encoding="utf-8")
    return folder / "files"


@pytest.fixture(scope="module")
def library(encoder: object, files: Path) -> Path:
    made = Library(Settings(library=files.parent / "library"), create=True)
    assert not made.ingest([files]).failed
    made.close()
    return files.parent / "library"


@pytest.fixture(scope="module")
def app(library: Path) -> Iterator[str]:
    """The app's address, on a library of two cases."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(PROJECT / "app.py"), f"--server.port={port}"]
    log = library.parent / "log"
    with log.open("wb") as out:
        settings = {**os.environ, "KB_LIBRARY": str(library)}
        running = subprocess.Popen(command, cwd=PROJECT, env=settings, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(20)
    said = log.read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in said, said


def _wait(address: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"The app did not start: {address}")


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        context.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        yield context.new_page()
        browser.close()


def ingest(library: Path, files: Path, name: str, text: str) -> None:
    (files / name).write_text(text, encoding="utf-8")
    opened = Library(Settings(library=library))
    assert not opened.ingest([files]).failed
    opened.close()


def test_a_search_is_taken_apart_and_put_together_again(app: str, page: Page) -> None:
    page.goto(f"{app}/?q=LPG+tanker&lang=en")
    first = page.locator(".st-key-card-0")
    first.locator(".st-key-actions-0 button", has_text="Why this").click()
    shares = page.locator(".pr-share")
    expect(shares).to_have_count(2)
    expect(shares.first).to_contain_text("× 0.60 =")
    page.keyboard.press("Escape")
    page.locator(".st-key-how button").first.click()
    page.locator(".st-key-switch-meaning label").click()
    expect(page).to_have_url(re.compile("off=meaning"))
    expect(page.locator(".st-key-switched-off")).to_contain_text("Meaning")
    page.locator(".st-key-names button", has_text="液化石油气").first.click()
    expect(page).to_have_url(re.compile("without="))
    expect(page.locator(".st-key-names-left-out")).to_contain_text("液化石油气")
    page.keyboard.press("Escape")
    page.locator(".st-key-everything button").click()
    expect(page).not_to_have_url(re.compile("off=|without="))


def test_a_saved_search_says_what_is_new_since_last_time(app: str, page: Page, library: Path, files: Path) -> None:
    page.goto(f"{app}/?q=硫化氢+盲目施救&lang=en")
    expect(page.locator(".st-key-card-0")).to_contain_text("硫化氢")
    page.locator(".st-key-save button").first.click()
    page.get_by_label("Name", exact=True).fill("井下 wells")
    page.locator(".st-key-save-button button").click()
    expect(page).to_have_url(re.compile("saved="))
    expect(page.locator(".st-key-tools")).to_contain_text("井下 wells")
    ingest(library, files, "污水井.md", WELL.replace("盲目施救", "三人盲目施救"))
    more = WELL.replace("C-2", "C-3").replace("污水井", "化粪池").replace("作业人员下井", "一名工人清池时")
    ingest(library, files, "化粪池.md", more)
    page.goto(f"{app}/?lang=zh")
    row = page.locator(".st-key-saved-0")
    expect(row).to_contain_text("新增 1 份；更新 1 份")
    expect(page.locator(".st-key-history")).to_contain_text("盲目施救")
    row.get_by_role("button", name="井下 wells").click()
    expect(page.locator(".pr-news")).to_contain_text("新增 1 份；更新 1 份")
    new = page.locator("[class*=st-key-card-]").filter(has_text="化粪池")
    expect(new.locator(".pr-badge.accent")).to_have_text("新")
    changed = page.locator("[class*=st-key-card-]").filter(has_text="三人盲目施救")
    expect(changed.locator(".pr-badge.accent")).to_have_text("有更新")
    page.goto(f"{app}/?lang=en")
    expect(page.locator(".st-key-saved-0")).to_contain_text("nothing new since")
    page.locator(".st-key-saved-forget-0 button").click()
    expect(page.locator(".st-key-saved-0")).to_have_count(0)


def test_the_history_is_asked_again_and_cleared(app: str, page: Page) -> None:
    page.goto(f"{app}/?q=tanker+fire&off=meaning&lang=en")
    expect(page.locator(".st-key-card-0")).to_be_visible()
    page.goto(f"{app}/?lang=en")
    page.locator(".st-key-history").get_by_role("button", name="tanker fire").click()
    expect(page).to_have_url(re.compile("q=tanker.fire.*off=meaning"))
    page.goto(f"{app}/?lang=en")
    page.locator(".st-key-history-clear button").click()
    expect(page.locator(".st-key-history")).to_have_count(0)


def test_a_damaged_file_is_a_notice_and_search_works(app: str, page: Page, library: Path) -> None:
    kept = library / "searches.sqlite3"
    kept.write_bytes(b"no database " * 500)
    page.goto(f"{app}/?lang=zh")
    expect(page.locator(".pr-notice")).to_contain_text("检索不受影响")
    page.goto(f"{app}/?q=tanker&lang=en")
    expect(page.locator(".st-key-card-0")).to_contain_text("LPG tanker fire")
    page.locator(".st-key-save button").first.click()
    page.locator(".st-key-save-button button").click()
    expect(page.get_by_role("alert")).to_contain_text("Search works")
    kept.unlink()
