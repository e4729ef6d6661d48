"""Courses as a drawing: aligned turns, what is unknown shown so, times as written, and text that stays text."""

from __future__ import annotations

from xml.etree import ElementTree

from kb.model.comparison import Column, Row, Section, SideBySide, Statement, Verdict
from kb.ui.timeline import WIDTH, timeline_svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*cells: tuple[tuple[Statement, ...], ...], title: str = "A case") -> ElementTree.Element:
    """The drawing of one row for each argument, with a cell for each case."""
    rows = tuple(
        Row(key, key, Verdict.UNKNOWN, own) for key, own in zip(("report", "arrival", "control"), cells, strict=False)
    )
    columns = tuple(Column(f"C-{n}", title) for n in range(len(cells[0])))
    found = SideBySide("en", columns, "", "", ())
    return ElementTree.fromstring(timeline_svg(found, Section("course", "Course", rows)))


def step(text: str, time: str = "") -> Statement:
    return Statement(f"{time}: {text}" if time else text, "C-0", time=time)


def texts(svg: ElementTree.Element) -> str:
    return " ".join(one.text or "" for one in svg.iter(f"{SVG}text"))


def test_a_turn_stands_at_the_same_place_in_every_lane() -> None:
    svg = drawn(((step("call"),), (step("call"),)), ((step("crew"),), (step("crew"),)))
    places = [one.get("cx") for one in svg.iter(f"{SVG}circle")]
    assert places[:2] == places[2:]
    assert places[0] != places[1]


def test_an_unknown_turn_is_an_open_circle_that_says_so() -> None:
    svg = drawn(((step("call"),), ()))
    assert [one.get("class") for one in svg.iter(f"{SVG}circle")] == ["told", "open"]
    assert "? unknown" in texts(svg)


def test_what_passed_since_the_first_clock_time_of_the_day_is_told() -> None:
    svg = drawn(
        ((step("call", "12 August 22:50"), step("again", "about midnight")),),
        ((step("crew", "12 August, about 23:06"),),),
        ((step("out", "13 August 01:00"),),),
    )
    told = texts(svg)
    assert "12 August, about 23:06 (+16 min)" in told
    assert "13 August 01:00" in told
    assert told.count("(+") == 1
    assert "(+10 h 48 min)" in texts(drawn(((step("leak", "02:12"),),), ((step("out", "13:00"),),)))


def test_more_steps_than_are_drawn_are_counted() -> None:
    assert "3 more" in texts(drawn((tuple(step(f"step {n}") for n in range(5)),)))


def test_steps_with_a_time_are_drawn_before_those_without() -> None:
    told = texts(drawn((((step("oil in the drain"), step("oil in the bay"), step("explosion", "10:25"))),)))
    assert "explosion" in told
    assert "oil in the drain" in told
    assert "oil in the bay" not in told


def test_text_never_becomes_markup_and_controls_do_not_break_the_drawing() -> None:
    hostile = '</text><script>alert(1)</script>\x01\ud800 "&amp;'
    svg = drawn(((step(hostile, "<b>12:00"),),), title=hostile)
    assert not [*svg.iter(f"{SVG}script")]
    assert "<b>12:00" in texts(svg)


def test_long_chinese_lines_are_broken_within_their_column() -> None:
    svg = drawn(((step("消防队到场后发现多个集装箱猛烈燃烧" * 12),),), ((step("a"),),))
    lines = [one.text or "" for one in svg.iter(f"{SVG}text") if "消" in (one.text or "") or "燃" in (one.text or "")]
    assert len(lines) > 1
    assert max(len(line) for line in lines) * 11.5 < WIDTH / 2
    assert any((one.text or "").endswith("…") for one in svg.iter(f"{SVG}text"))
