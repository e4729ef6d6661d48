"""From a search to three cases side by side and a document of it, and the same comparison in Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_search_open_similar_compare_export_in_both_languages(app: str, page: Page) -> None:
    page.goto(f"{app}/?q=ammonium+nitrate+fire+explosion&kind=case")
    for place in (0, 1):
        page.locator(f".st-key-tray-{place} button").click()
        expect(page.locator(".st-key-tray")).to_contain_text(f"{place + 1} of 4")
    page.locator(".st-key-card-2 a").first.click()
    page.locator(".st-key-tray-document button").click()
    expect(page.locator(".st-key-tray")).to_contain_text("3 of 4")
    page.locator(".st-key-document-view button", has_text="Similar cases").click()
    expect(page.locator(".st-key-card-similar-0")).to_be_visible()
    page.locator(".st-key-tray").get_by_role("link", name="Compare").click()
    expect(page).to_have_url(re.compile(r"/compare\?cases=[^&]+%2C[^&]+%2C"))
    heads = page.locator(".st-key-beside-heads")
    expect(heads.get_by_role("link")).to_have_count(3)
    expect(page.locator(".pr-chart img")).to_have_js_property("complete", value=True)
    assert page.locator(".pr-chart img").evaluate("image => image.naturalWidth") > 1000
    page.locator(".pr-beside tr", has_text="Dead").get_by_role("group").locator("summary").first.click()
    expect(page.locator(".pr-beside tr", has_text="Dead").locator("td div").first).to_be_hidden()
    page.locator(".st-key-beside-section-regulations").scroll_into_view_if_needed()
    expect(heads.get_by_role("link").first).to_be_in_viewport()
    with page.context.expect_page() as opening:
        page.locator(".pr-beside tr", has_text="Lessons").locator("td a").first.click()
    expect(opening.value.locator("#pr-cited")).to_be_in_viewport()
    opening.value.close()
    page.get_by_role("button", name="Export").click()
    saved = {}
    for ending in ("docx", "pdf", "xlsx", "md"):
        with page.expect_download() as saving:
            page.locator(f".st-key-compare-export-{ending} button").click()
        assert saving.value.suggested_filename == f"precedent-comparison.{ending}"
        saved[ending] = Path(saving.value.path())
    assert saved["pdf"].read_bytes().startswith(b"%PDF")
    assert saved["xlsx"].read_bytes().startswith(b"PK")
    assert saved["md"].read_text(encoding="utf-8").startswith("# Cases side by side")
    told = docx.Document(str(saved["docx"]))
    assert "ammonium nitrate" in "\n".join(cell.text for table in told.tables for cell in table._cells)
    page.goto(page.url.replace("lang=en", "lang=zh"))
    expect(page.locator(".pr-opening")).to_contain_text("硝酸铵")
    expect(page.locator(".st-key-fold-problems")).to_contain_text("应急处置问题")
    expect(heads.get_by_role("link")).to_have_count(3)
