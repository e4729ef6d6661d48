"""The README speaks the truth where a machine can tell."""

from __future__ import annotations

import re

import pytest

from kb.catalogue.selecting import FILTERS
from kb.cli.app import app
from kb.settings import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_described_and_every_described_command_exists() -> None:
    described = set(re.findall(r"`kb ([a-z]+)", README))
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert described == commands | {group.name for group in app.registered_groups}


def test_every_filter_is_named() -> None:
    (listed,) = re.findall(r"filters: ([a-z_, ]+)", README)
    assert set(listed.replace(" ", "").split(",")) == set(FILTERS)


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)h][^)]*)\)", README))
def test_every_file_that_it_points_to_is_there(path: str) -> None:
    assert (PROJECT / path).is_file()


def test_every_folder_of_the_map_is_there() -> None:
    map_ = README.split("## How it is built")[1].split("```")[1]
    for line in map_.strip().splitlines():
        for name in re.findall(r"^[a-z/_.]+|(?<=, )kb/[a-z]+", line):
            assert (PROJECT / name).exists(), name
