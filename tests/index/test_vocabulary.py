"""The words of a library as they are written, and which of them are spelt nearly alike."""

from __future__ import annotations

from pathlib import Path

from kb.index.vocabulary import Vocabulary


def test_words_are_counted_by_passage_and_kept(tmp_path: Path) -> None:
    words = Vocabulary(tmp_path / "words")
    words.add(["Ammonia ammonia leaked.", "The ammonia plant, unit 7B of 1910.120, 氨泄漏"])
    words.commit()
    assert (tmp_path / "words").read_text(encoding="utf-8").split() == "ammonia 2 leaked 1 plant 1 unit 1".split()
    again = Vocabulary(tmp_path / "words")
    again.add(["Ammonia again"])
    again.commit()
    assert again.near("amonia", 1) == [("ammonia", 1, 3)]
    assert "again" in again


def test_nearest_first_then_most_frequent_and_a_swap_is_one_slip(tmp_path: Path) -> None:
    words = Vocabulary(tmp_path / "words")
    words.add(["confined confided", "confined", "confides"])
    words.commit()
    assert words.near("confiend", 2)[0] == ("confined", 1, 2)
    assert [word for word, _, _ in words.near("confiner", 2)] == ["confined", "confided", "confides"]
    assert words.near("valve", 2) == []


def test_a_library_made_without_knows_no_spellings(tmp_path: Path) -> None:
    assert Vocabulary(tmp_path / "words").near("amonia", 2) == []
