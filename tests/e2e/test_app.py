"""The app in a real browser: search in both languages, narrow, open, share, add a file."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def ask(page: Page, question: str) -> None:
    box = page.locator(".st-key-search-box input")
    box.fill(question)
    box.press("Enter")


def test_search_narrow_and_open_the_cited_passage(app: str, page: Page) -> None:
    page.goto(app)
    expect(page.get_by_role("heading", name="Precedent")).to_be_visible()
    ask(page, "tank overfilled, white mist, then explosion")
    first = page.locator(".st-key-card-0")
    expect(first.locator("mark").first).to_be_visible()
    among = page.locator(".st-key-card-0, .st-key-card-1, .st-key-card-2")
    expect(among.filter(has_text="Buncefield")).to_be_visible()
    expect(page.locator(".st-key-card-1")).to_be_visible()
    page.locator(".st-key-facet-country label").filter(has_text="United Kingdom").click()
    expect(page).to_have_url(re.compile("country=GB"))
    expect(page.locator(".st-key-conditions")).to_contain_text("United Kingdom")
    expect(first).to_contain_text("Buncefield")
    passage = first.locator(".pr-snippet").inner_text().strip("•… ").split("•")[0].strip()[:40]
    first.get_by_role("link", name="Open").click()
    cited = page.locator("#pr-cited")
    expect(cited).to_be_in_viewport()
    expect(cited).to_contain_text(passage)
    expect(page).to_have_url(re.compile(r"/document\?id=XX-07&at=.+&mark=[0-9a-f]{10}"))


def test_search_in_chinese_and_switch_the_language(app: str, page: Page) -> None:
    page.goto(app)
    ask(page, "盲目施救")
    expect(page.locator(".st-key-card-0 mark").first).to_contain_text("盲目")
    page.locator(".st-key-language-bar button", has_text="中文").click()
    expect(page.get_by_test_id("stTopNavLink").first).to_contain_text("检索")
    expect(page).to_have_url(re.compile("lang=zh"))
    expect(page.locator(".st-key-kind-tabs")).to_contain_text("案例")
    page.get_by_test_id("stTopNavLink").filter(has_text="法规").click()
    expect(page.get_by_role("heading", name="法规")).to_be_visible()


def test_a_shared_link_opens_the_same_search_and_the_same_passage(app: str, page: Page) -> None:
    page.goto(f"{app}/?q=confined+space+entry&kind=regulation&country=CN&lang=zh")
    expect(page.locator(".st-key-search-box input")).to_have_value("confined space entry")
    expect(page.locator(".st-key-conditions")).to_contain_text("中国")
    expect(page.locator(".st-key-card-0")).to_contain_text("有限空间")
    page.goto(f"{app}/document?id=CN-REG-03&at=art22")
    expect(page.locator("#pr-cited")).to_be_in_viewport()


def test_similar_cases_are_one_click_from_a_hit(app: str, page: Page) -> None:
    page.goto(f"{app}/?q=ammonium+nitrate+explosion&kind=case")
    page.locator(".st-key-card-0").get_by_role("link", name="Similar cases").click()
    expect(page.locator(".st-key-card-similar-0")).to_contain_text("of 100")


def test_an_uploaded_file_is_found_and_stays_text(app: str, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "涂料仓库 事故.md"
    file.write_text(
        "# Paint store fire <script>document.title='broken'</script>\n\n## Summary\n\n"
        "A drum of zirconium powder ignited beside the paint store.\n\n"
        "<img src=x onerror=alert(1)> $x^2$ :material/home:\n",
        encoding="utf-8",
    )
    page.goto(f"{app}/library")
    page.locator(".st-key-uploads input[type=file]").set_input_files(str(file))
    expect(page.locator(".st-key-uploads")).to_contain_text("事故.md")
    page.get_by_role("button", name="Add to the library").click()
    expect(page.locator(".pr-notice.good")).to_contain_text("Done in", timeout=120_000)
    page.get_by_test_id("stTopNavLink").filter(has_text="Search").click()
    ask(page, "zirconium powder ignited")
    first = page.locator(".st-key-card-0")
    expect(first).to_contain_text("zirconium powder")
    first.get_by_role("link", name="Open").click()
    expect(page.locator("#pr-cited")).to_contain_text("zirconium powder")
    assert "broken" not in page.title()
    assert page.locator(".pr-text img, .pr-text script").count() == 0


def test_results_are_taken_away_in_the_language_of_the_page(app: str, page: Page) -> None:
    for lang, menu, question in (("en", "Export", "dust explosion"), ("zh", "导出", "粉尘爆炸")):
        page.goto(f"{app}/?q={question}&lang={lang}")
        expect(page.locator(".pr-citation").first).to_be_visible()
        cited = page.locator(".pr-citation").first.inner_text()
        page.get_by_role("button", name=menu).click()
        for ending in ("docx", "csv"):
            with page.expect_download() as saving:
                page.locator(f".st-key-export-{ending} button").click()
            file = Path(saving.value.path())
            if ending == "csv":
                assert cited in file.read_text(encoding="utf-8-sig")
            else:
                assert cited in "\n".join(one.text for one in docx.Document(str(file)).paragraphs)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 800])
def test_nothing_is_cut_off_and_no_streamlit_debris_shows(app: str, browser: Browser, width: int, scheme: str) -> None:
    dark = "dark" if scheme == "dark" else "light"
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=dark)  # type: ignore[arg-type]
    page = context.new_page()
    for path in ("/", "/?q=gas+explosion", "/cases", "/document?id=CN-38&at=response", "/library"):
        page.goto(app + path)
        expect(page.locator(".st-key-language-bar")).to_be_in_viewport()
        page.wait_for_function(
            "document.querySelectorAll('[data-testid=stMainBlockContainer] [data-testid]').length > 5"
        )
        wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth")
        assert wide <= 0, (path, wide)
        assert page.get_by_text("Deploy", exact=True).count() == 0
        expect(page.get_by_test_id("stMainMenu")).not_to_be_visible()
        expect(page.get_by_test_id("stTopNavLink")).to_have_count(7)
    context.close()
