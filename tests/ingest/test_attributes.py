"""A change of the rules reaches the cases that are in the library, without new versions and without embedding."""

from __future__ import annotations

import shutil
from pathlib import Path

from kb.embed import Encoder
from kb.library import Library
from kb.settings import PROJECT, Settings


def test_changed_rules_are_applied_to_known_files(tmp_path: Path, encoder: Encoder) -> None:
    for name in ("taxonomy", "glossary"):
        shutil.copytree(PROJECT / "corpus" / name, tmp_path / "corpus" / name)
    story = tmp_path / "story.md"
    story.write_text(
        "---\nid: S-1\nkind: case\ntitle: A strange visit\n---\n\n## What happened\n\nThe 神兽 came.\n",
        encoding="utf-8",
    )
    before = Library(Settings(library=tmp_path / "library"), create=True)
    before.ingest([story])
    assert "event" in before.case("S-1")[1].unknown()
    before.close()

    cues = tmp_path / "corpus" / "taxonomy" / "cues" / "events.csv"
    cues.write_text(cues.read_text(encoding="utf-8") + "fire_jet,zh,神兽,,,,0.9\n", encoding="utf-8")
    after = Library(Settings(library=tmp_path / "library", corpus=tmp_path / "corpus"))
    report = after.ingest([story])
    (found,) = after.case("S-1")[1]["event"]
    assert (found.code, found.anchor) == ("fire_jet", "sequence")
    assert report.embedded == 0
    assert after.document("S-1").summary.version == 1
    after.close()
