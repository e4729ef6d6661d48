"""Clusters that teach: which cases belong to a group by what went wrong in the rescue, and what they have to say.

The groups are data. `corpus/taxonomy/clusters.csv` names the response problems that put a case into a group and the
articles that address it (`document#anchor=what it asks for=the same in Chinese`). `corpus/taxonomy/lessons.csv` names
what is to be learnt and the phrases by which a sentence of a case's lessons is about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.compare.side_by_side import Case
from kb.compare.statements import sentences_of, unlisted
from kb.errors import NotFound
from kb.extract.lexicon import Lexicon
from kb.model.attributes import Found
from kb.model.clusters import Group, Lesson, Member, Trouble
from kb.model.comparison import Statement
from kb.model.document import Role
from kb.model.taxonomy import Taxonomy, Term, split_list
from kb.model.value import Origin, current
from kb.text.analyse import fold

CLUSTERS, LESSONS = "clusters", "lessons"
"""The code lists that hold the groups and what they teach."""

CITED = 8
"""Articles shown at most that only the cases of a group cite; two or more of them have to."""

HINTED = 20
"""Cases shown at most whose text only hints that they belong to a group."""

PROBLEM = "response_problem"

Problems = Mapping[int, Sequence[tuple[str, bool, float]]]
"""By version of a case its response problems: code, whether it is known rather than read from the text, weight."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The versions of a group's cases: known ones, and those whose text hints at it, the surest first."""

    known: tuple[int, ...]
    hinted: tuple[int, ...]


def codes(taxonomy: Taxonomy) -> tuple[str, ...]:
    """The codes of all groups."""
    return tuple(taxonomy.lists.get(CLUSTERS, {}))


def problems_of(taxonomy: Taxonomy, code: str) -> tuple[str, ...]:
    """The response problems of a group. Raises NotFound for a code that the list does not have."""
    return split_list(_term(taxonomy, code).more["problems"])


def sort(taxonomy: Taxonomy, code: str, problems: Problems) -> Sorted:
    """Which cases belong to a group. Raises NotFound for an unknown code."""
    wanted = set(problems_of(taxonomy, code))
    known: list[int] = []
    hinted: list[tuple[float, int]] = []
    for version, values in problems.items():
        own = [(sure, weight) for problem, sure, weight in values if problem in wanted]
        if any(sure for sure, _ in own):
            known.append(version)
        elif own:
            hinted.append((-max(weight for _, weight in own), version))
    return Sorted(tuple(known), tuple(version for _, version in sorted(hinted)))


def group(taxonomy: Taxonomy, code: str, found: Sorted, language: str) -> Group:
    """A group with its size, named in `en` or `zh`."""
    term = _term(taxonomy, code)
    return Group(code, term.label(language), term.more[f"told_{language}"], len(found.known), len(found.hinted))


def member(case: Case, taxonomy: Taxonomy, code: str, language: str) -> Member:
    """A case of a group, with the problems that put it there and where they are told."""
    wanted = problems_of(taxonomy, code)
    dead = current(case.card.casualties.deaths).value
    return Member(
        case.view.summary.id,
        (case.view.summary.title_zh if language == "zh" else "") or case.view.summary.title,
        case.card.occurrence.date or "",
        None if dead is None else int(dead),
        tuple(_trouble(case, one, taxonomy, language) for one in case.attributes[PROBLEM] if one.code in wanted),
    )


def lessons(
    cases: Iterable[Case], taxonomy: Taxonomy, code: str, language: str
) -> tuple[tuple[Lesson, ...], tuple[Lesson, ...]]:
    """What the cases teach of a group: what two or more of them do, that of the most first, and what one does alone."""
    themes = {name: term for name, term in taxonomy.lists.get(LESSONS, {}).items() if term.more["cluster"] == code}
    told = [one for case in cases for one in sentences_of(case, Role.LESSONS)]
    folded = [fold(one.text) for one in told]
    found = []
    for name, term in themes.items():
        lexicon = _lexicon(term)
        about = [one for one, text in zip(told, folded, strict=True) if lexicon.find(text)]
        found.append(Lesson(name, term.label(language), tuple(about)))
    found.sort(key=lambda one: -len(one.cases))
    return tuple(one for one in found if len(one.cases) > 1), tuple(one for one in found if len(one.cases) == 1)


def answering(taxonomy: Taxonomy, code: str, language: str) -> dict[tuple[str, str], str]:
    """The articles (document, anchor) that address a group, and what each asks for, in `en` or `zh`."""
    articles = {}
    for told in split_list(_term(taxonomy, code).more["articles"]):
        place, english, chinese = told.split("=")
        document, _, anchor = place.partition("#")
        articles[document, anchor] = chinese if language == "zh" else english
    return articles


def cited(cases: Iterable[Case]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The articles that cases cite, those of the most cases first, each with the ids of the cases that do."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for case in cases:
        for one in case.card.regulations:
            found.setdefault((one.document, one.anchor), {})[case.view.summary.id] = None
    return {place: tuple(by) for place, by in sorted(found.items(), key=lambda one: -len(one[1]))}


def _term(taxonomy: Taxonomy, code: str) -> Term:
    terms = taxonomy.lists.get(CLUSTERS, {})
    if code not in terms:
        raise NotFound(f"There is no group {code!r}.", f"Name one of {', '.join(terms)}.")
    return terms[code]


def _lexicon(term: Term) -> Lexicon:
    words = Lexicon()
    for phrase in split_list(term.more["phrases"]):
        words.add(phrase)
    words.build()
    return words


def _trouble(case: Case, found: Found, taxonomy: Taxonomy, language: str) -> Trouble:
    told = {one.code: one.evidence for one in case.card.response_problems}.get(found.code, "")
    text = told if found.origin is not Origin.EXTRACTED else unlisted(found.sentence)
    at = found.anchor or case.place(Role.RESPONSE, Role.SUMMARY)
    return Trouble(
        found.code,
        taxonomy.label("response_problems", found.code, language),
        found.origin,
        Statement(text, case.view.summary.id, at),
    )
