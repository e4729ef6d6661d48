"""Each step of a course stands at its turn: first event, report, arrival, escalation, response or control."""

from __future__ import annotations

import pytest

from kb.compare.turns import chain_turns, timeline_turns, turn_of
from kb.model.case import Event


@pytest.mark.parametrize(
    ("step", "turn"),
    [
        ("a port employee calls the fire brigade, 20 minutes before the blast", "report"),
        ("a member of the public reports a traffic accident to the police", "report"),
        ("after the explosion the alarm is raised by hand", "report"),
        ("群众报警称厂区起火", "report"),
        ("first city fire crews arrive and find several containers burning fiercely", "arrival"),
        ("rescue teams begin to arrive", "arrival"),
        ("消防救援力量到场", "arrival"),
        ("tank 610 burns again", "escalation"),
        ("a second fall blocks the way", "escalation"),
        ("储罐再次爆炸", "escalation"),
        ("open fires at two points are out", "control"),
        ("downstream block valve closed", "control"),
        ("the last of the eleven is up", "control"),
        ("明火被扑灭", "control"),
    ],
)
def test_the_cue_that_stands_first_decides(step: str, turn: str) -> None:
    assert turn_of(step) == turn


@pytest.mark.parametrize(
    "step",
    [
        "medical supplies for 1000 trauma and 1000 surgical cases arrive and go to ten hospitals",
        "truckloads of ice arrive to cool the air",
        "workers who see the fire first try to put it out and fail",
        "2 km core cordon closed to all but rescuers, traffic control to 5 km",
        "city and county start their emergency plans; expressway entrances around the place are closed",
        "the province approves the investigation report",
        "police break open doors to bring out people who had locked themselves in",
        "neither valve can be closed any more",
        "more than 1000 people are moved for fear of further explosions",
        "未能控制住火势",
        "爆炸发生后，疏散周边居民",
    ],
)
def test_words_that_only_look_like_a_turn_are_further_response(step: str) -> None:
    assert timeline_turns([Event(event=step)]) == ["response"]


def test_a_chain_begins_with_its_first_coded_event() -> None:
    chain = [
        Event(event="the cargo is put into a port hangar together with fireworks"),
        Event(event="fire in the hangar", code="fire_warehouse"),
        Event(event="volunteer firefighters attack the fire"),
        Event(event="the people around are trapped by smoke"),
        Event(event="mass detonation", code="explosion_condensed"),
        Event(event="the fire is out"),
    ]
    assert chain_turns(chain) == ["release", "release", "response", "escalation", "escalation", "control"]
