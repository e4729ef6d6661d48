"""A snippet shows the part of a passage that answers, and its highlights stay on their words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from kb.ui.snippet import snippet

LONG = "Nothing of note happened. " * 40
ANSWER = "The overfilled tank made a white mist."


def words(text: str, ranges: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[a:b] for a, b in ranges]


def test_a_short_passage_is_shown_whole() -> None:
    assert snippet("White mist.", [(0, 5)]) == ("White mist.", ((0, 5),))


def test_the_sentence_with_the_answer_is_shown() -> None:
    text = LONG + ANSWER + " " + LONG
    at = text.index("white mist")
    shown, ranges = snippet(text, [(at, at + 10)])
    assert shown.startswith("… The overfilled tank")
    assert shown.endswith(" …")
    assert words(shown, ranges) == ["white mist"]


def test_chinese_is_cut_by_width_at_a_sentence() -> None:
    text = "没有发生什么。" * 60 + "员工盲目施救使伤亡扩大。" + "没有发生什么。" * 60
    at = text.index("盲目施救")
    shown, ranges = snippet(text, [(at, at + 4)])
    assert shown.startswith("… 员工盲目施救")
    assert len(shown) < 260
    assert words(shown, ranges) == ["盲目施救"]


def test_a_list_reads_on_one_line_and_keeps_its_highlights() -> None:
    shown, ranges = snippet("- first gas\n- second gas", [(8, 11), (21, 24)])
    assert shown == "• first gas • second gas"
    assert words(shown, ranges) == ["gas", "gas"]


@given(some.text(max_size=600), some.data())
def test_highlights_never_leave_the_snippet(text: str, data: some.DataObject) -> None:
    ends = sorted(data.draw(some.sets(some.integers(0, len(text)), max_size=6)))
    ranges = list(zip(ends[::2], ends[1::2], strict=False))
    shown, kept = snippet(text, ranges, length=80)
    assert all(0 <= a < b <= len(shown) for a, b in kept)


def test_rows_and_fields_are_told_apart_and_keep_their_highlights() -> None:
    text = "masks | [n] | store\nsuits | [n] | gate"
    shown, ranges = snippet(text, [(0, 5), (20, 25), (34, 38)])
    assert shown == "masks, [n], store · suits, [n], gate"
    assert words(shown, ranges) == ["masks", "suits", "gate"]
    assert snippet("It burned.\nThey left.", ())[0] == "It burned. They left."


def test_of_two_languages_the_readers_is_shown() -> None:
    english, own = "The plan and plans are filed with the plans office. " * 9, "预案公布后二十日内备案。" * 30
    text = f"{english.strip()}\n{own}"
    ranges = [(4, 8), (13, 18), (text.index("预案"), text.index("预案") + 2)]
    assert snippet(text, ranges, chinese=True)[0].startswith("… 预案公布后")
    assert snippet(text, ranges, chinese=False)[0].startswith("The plan")
