"""The case library in a real browser: sort, narrow on the map, tick, compare."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_map_draws_without_a_network_and_ticked_cases_are_one_click_from_their_comparison(
    app: str, page: Page
) -> None:
    outside: list[str] = []
    page.on("request", lambda one: outside.append(one.url) if not one.url.startswith((app, "data:", "blob:")) else None)
    page.goto(f"{app}/cases?view=map&lang=zh")
    expect(page.locator("[data-testid=stVegaLiteChart] :is(canvas, svg)").first).to_be_visible()
    page.locator(".st-key-facet-country label").filter(has_text="中国").click()
    expect(page).to_have_url(re.compile("country=CN"))
    page.locator(".st-key-cases-view button", has_text="表格").click()
    page.locator(".st-key-cases-sort-deaths button").first.click()
    expect(page).to_have_url(re.compile(r"sort=-deaths"))
    expect(page.locator(".st-key-cases-row-0 label").filter(has_text="开县")).to_be_visible()
    for place in range(2):
        tick = page.locator(f".st-key-cases-row-{place} label")
        expect(tick).to_have_count(1)  # while the table is drawn anew, the row that stood there is there too
        tick.click()
        expect(page.locator(".st-key-tray")).to_contain_text(f"{place + 1}")
    page.locator(".st-key-tray").get_by_role("link", name="对比").click()
    expect(page.locator(".st-key-beside-heads").get_by_role("link")).to_have_count(2)
    assert outside == []
