"""The app, started once for each file of tests, and a page of a real browser."""

from __future__ import annotations

import os
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
from playwright.sync_api import Browser, Page, expect, sync_playwright

PROJECT = Path(__file__).parents[2]
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session", autouse=True)
def _chromium() -> None:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine (apt install chromium)")


@pytest.fixture(scope="module")
def app(corpus_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app's address, on a library of its own that holds the corpus."""
    folder = tmp_path_factory.mktemp("e2e")
    shutil.copytree(corpus_library, folder / "library")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(PROJECT / "app.py"), f"--server.port={port}"]
    settings = {**os.environ, "KB_LIBRARY": str(folder / "library")}
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(command, cwd=PROJECT, env=settings, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(20)
    said = (folder / "log").read_text(encoding="utf-8", errors="replace")
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    opened = context.new_page()
    yield opened
    context.close()
