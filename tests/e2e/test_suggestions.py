"""The search box completes what is typed, with the keyboard, the mouse and a Chinese input method."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def box(app: str, page: Page) -> Locator:
    page.goto(app)
    return page.get_by_role("combobox", name="Search accidents, rules and plans")


def test_a_word_is_chosen_with_the_keyboard_and_searched_for(page: Page, box: Locator) -> None:
    box.press_sequentially("ammon", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("ammonia")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    first = options.first.get_attribute("id")
    assert first is not None
    expect(box).to_have_attribute("aria-activedescendant", first)
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "false")
    box.press("ArrowUp")
    expect(box).to_have_value("ammon")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"q=ammonia(&|$)"))
    expect(page.locator(".st-key-card-0 mark").first).to_be_visible()
    expect(box).to_have_count(1)
    expect(box).to_have_value("ammonia")
    expect(options).to_have_count(0)


def test_enter_alone_asks_exactly_what_was_typed(page: Page, box: Locator) -> None:
    box.press_sequentially("ammon", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("iac", delay=20)
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"q=ammoniac(&|$)"))
    expect(box).to_have_count(1)
    expect(box).to_have_value("ammoniac")


def test_a_title_opens_the_document_and_an_article_its_place(page: Page, box: Locator, app: str) -> None:
    box.fill("双洲")
    page.get_by_role("option", name="双洲纸业").filter(has_text="Case").first.click()
    expect(page).to_have_url(re.compile(r"/document\?id=CN-38"))
    expect(page.locator(".pr-title")).to_be_visible()
    page.goto(app)
    box.fill("decree 708 art 22")
    expect(page.get_by_role("option").first).to_contain_text("Art. 22")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/document\?id=CN-REG-03&at=art22"))
    expect(page.locator("#pr-cited")).to_be_visible()


def test_letters_of_an_input_method_are_no_question_until_they_are_chosen(page: Page, box: Locator) -> None:
    box.focus()
    method = page.context.new_cdp_session(page)
    method.send("Input.imeSetComposition", {"text": "yexhuaqi", "selectionStart": 8, "selectionEnd": 8})
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "keyCode": 229})
    page.wait_for_timeout(600)
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("q="))
    method.send("Input.insertText", {"text": "液化"})
    expect(page.get_by_role("option", name="液化石油气").first).to_be_visible()


def test_a_title_full_of_markup_stays_text(page: Page, box: Locator, app: str, tmp_path: Path) -> None:
    file = tmp_path / "hostile.md"
    file.write_text(
        "# Zirconium &lt;img src=x onerror=alert(1)&gt; fire\n\n## Summary\n\nA drum of zirconium burned.\n",
        encoding="utf-8",
    )
    page.goto(f"{app}/library")
    page.locator(".st-key-uploads input[type=file]").set_input_files(str(file))
    expect(page.locator(".st-key-uploads")).to_contain_text("hostile.md")
    page.get_by_role("button", name="Add to the library").click()
    expect(page.locator(".pr-notice.good")).to_contain_text("Done in", timeout=120_000)
    page.get_by_test_id("stTopNavLink").filter(has_text="Search").click()
    box.fill("zircon")
    expect(page.get_by_role("option").first).to_contain_text("<img src=x onerror=")
    assert page.locator(".st-key-search-box img").count() == 0
