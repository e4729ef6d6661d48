"""Citations name a document once and say its date once."""

from __future__ import annotations

import pytest

from kb.model.register import RegisterCard
from kb.search.cite import citation


@pytest.mark.parametrize(
    ("title", "cited"),
    [
        ("Night drill (2026-03-18)", "Night drill (2026-03-18)"),
        ("夜间演练（2026-03-18）", "夜间演练（2026-03-18）"),
        ("Blue team", "Blue team (2026-03-18)"),
    ],
)
def test_a_date_in_the_title_is_not_said_again(title: str, cited: str) -> None:
    assert citation(RegisterCard(id="r", title=title, edition="2026-03-18")) == cited
