"""Cases compared role by role."""

from __future__ import annotations

import numpy as np
import pytest

from kb.compare.roles import RoleSpace, mean_of
from kb.model.document import Role

FIRE, WATER, BETWEEN = ([1.0, 0.0], [0.0, 1.0], [0.6, 0.8])


@pytest.fixture
def space() -> RoleSpace:
    """Case 1 tells of both roles, 2 of its causes only, 5 of its lessons only."""
    return RoleSpace(
        {
            Role.CAUSES: (np.array([1, 2]), np.array([FIRE, BETWEEN], np.float16)),
            Role.LESSONS: (np.array([1, 5]), np.array([WATER, WATER], np.float16)),
        }
    )


def test_a_role_that_one_does_not_tell_of_is_unknown(space: RoleSpace) -> None:
    cases = np.array([1, 2, 3, 5])
    found = space.compare(space.roles(1), cases)
    assert np.allclose(found[Role.CAUSES], [1, 0.6, np.nan, np.nan], atol=1e-3, equal_nan=True)
    assert np.allclose(found[Role.LESSONS], [1, np.nan, np.nan, 1], atol=1e-3, equal_nan=True)
    assert np.allclose(mean_of(found, 4), [1, 0.6, np.nan, 1], atol=1e-3, equal_nan=True)


def test_roles_are_as_like_from_the_other_side(space: RoleSpace) -> None:
    there = space.compare(space.roles(1), np.array([2]))[Role.CAUSES]
    back = space.compare(space.roles(2), np.array([1]))[Role.CAUSES]
    assert there == pytest.approx(back)


def test_a_case_without_roles_has_no_likeness_by_them(space: RoleSpace) -> None:
    assert not space.roles(3)
    assert np.isnan(mean_of(space.compare({}, np.array([1, 2])), 2)).all()
