"""Suggestions while a question is typed: names that the library holds, found by what their words begin with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import log1p

import numpy as np

from kb.catalogue import names
from kb.index.keyword import KeywordIndex
from kb.model.document import Kind
from kb.model.suggestion import Suggestion, SuggestionKind
from kb.model.taxonomy import Taxonomy, Term
from kb.search.prefixes import Ids, Prefixes, asked_for, beginning_so, in_order, pieces
from kb.search.question import terms_of_name
from kb.search.snapshot import Snapshot
from kb.text.analyse import fold
from kb.text.glossary import Glossary
from kb.text.numerals import chinese_number, chinese_numeral
from kb.wording import LISTS

SUGGESTIONS = 8
"""How many suggestions are given."""

MAX_CHARACTERS = 100
"""Nothing longer is taken for the beginning of a name."""

MOST_DOCUMENTS = 100_000
MOST_ARTICLES = 50_000
"""Names kept in memory at most, regulations and cases before register rows; searching finds the others."""

PLACES = ("country", "province")
TOPICS = ("accident_type", "activity", "environment", "response_problem")

_DOUBTFUL = 20
"""Frequencies count removed passages until the index is merged: lower ones are made sure of by a search."""

_LOOKED_AT = 200
_OF_WORDS, _OF_DOCUMENTS, _OF_ARTICLES = 5, 5, 4
"""Of each sort so many at most while there are others."""

_WEIGHTS = {Kind.REGULATION: 5.0, Kind.CASE: 5.0, Kind.PLAN: 4.5, Kind.GUIDANCE: 4.0, Kind.REGISTER: 2.0}
_SYNONYM = 0.7
_ID = 0.5
_BEFORE_NUMBER = re.compile(r"(?=第[\d一二三四五六七八九十百])")
_ARTICLE_NUMBER = re.compile(r"(?:art(?:icle)?s?\.?\s*|第)(\d{1,3}|[一二三四五六七八九十百零〇]+)")


class Suggester:
    """The names in one generation. Takes some tenths of a second to make, and answers in a few milliseconds."""

    def __init__(self, snapshot: Snapshot, glossary: Glossary, taxonomy: Taxonomy) -> None:
        self.generation = snapshot.generation
        with snapshot.catalogue.reading() as connection:
            documents = list(names.named(connection, self.generation, MOST_DOCUMENTS))
            articles = list(names.articles(connection, self.generation, MOST_ARTICLES))
            values = names.values(connection, self.generation, (*PLACES, *TOPICS, "substance"))
        words = _concepts(glossary, taxonomy, values, snapshot.indexes.passages)
        self._names = _Names([*words, *_documents(documents)])
        self._articles = _Articles(articles, {one.document: one for one in documents})

    def suggest(self, text: str, limit: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
        """What may be meant by what has been typed, likeliest first."""
        folded = " ".join(fold(text[: 2 * MAX_CHARACTERS]).split())
        if len(folded) > MAX_CHARACTERS or not (wanted := asked_for(_BEFORE_NUMBER.sub(" ", folded))):
            return ()
        found = self._names.suggest(folded, wanted)
        return _mixed([*found, *self._articles.suggest(folded, wanted)], limit)


class _Names:
    """Documents and words, by their own names."""

    def __init__(self, found: Iterable[tuple[str, Suggestion, float]]) -> None:
        entries = list(found)
        self._said = [fold(said) for said, _, _ in entries]
        self._suggestions = [suggestion for _, suggestion, _ in entries]
        self._weights = np.array([weight for _, _, weight in entries], np.float32)
        self._prefixes = Prefixes(self._said)
        self._ordered, self._place = in_order(self._said)

    def suggest(self, folded: str, wanted: Sequence[tuple[str, bool]]) -> list[Suggestion]:
        ids = np.flatnonzero(np.logical_and.reduce([self._prefixes.having(*piece) for piece in wanted]))
        first, last = beginning_so(self._ordered, folded)
        begins = (self._place[ids] >= first) & (self._place[ids] < last)
        ids = _heaviest(ids, self._weights[ids] + 100.0 * begins)
        last_word = wanted[-1][0]

        def rank(entry: int) -> tuple[int, bool, float, int, str]:
            said = self._said[entry]
            beside = self._suggestions[entry].document_kind is Kind.REGISTER
            tier = 0 if said.startswith(folded) and not beside else 1 if _stands_in(folded, said) else 2
            whole = last_word in pieces(said)
            weight = float(self._weights[entry])
            return tier + 3 * (not weight), not whole, -weight, len(said), said

        return [self._suggestions[entry] for entry in sorted(ids.tolist(), key=rank)]


class _Articles:
    """Articles of regulations, by number or heading, told apart by words of the regulation's names."""

    def __init__(self, articles: Sequence[tuple[str, str, str, str]], documents: dict[str, names.Named]) -> None:
        self._articles = articles
        self._documents = documents
        self._own = Prefixes(f"{_numbered(label)} {heading}" for _, _, label, heading in articles)
        order = {document: place for place, document in enumerate(dict.fromkeys(one[0] for one in articles))}
        self._regulation = np.array([order[one[0]] for one in articles], np.int32)
        self._regulations = Prefixes(_names_of(documents[document]) for document in order)

    def suggest(self, folded: str, wanted: Sequence[tuple[str, bool]]) -> list[Suggestion]:
        own = [self._own.having(*piece) for piece in wanted]
        named = [self._regulations.having(*piece)[self._regulation] for piece in wanted]
        every = np.logical_and.reduce([here | there for here, there in zip(own, named, strict=True)])
        ids = np.flatnonzero(every & np.logical_or.reduce(own))
        number = self._number(folded)

        def rank(entry: int) -> tuple[bool, bool, int]:
            _, _, label, heading = self._articles[entry]
            return number not in pieces(fold(label)), not fold(heading).startswith(folded), entry

        chinese = not folded.isascii()
        return [self._suggestion(entry, chinese) for entry in sorted(ids[:_LOOKED_AT].tolist(), key=rank)]

    def _suggestion(self, entry: int, chinese: bool) -> Suggestion:
        document, anchor, label, heading = self._articles[entry]
        regulation = self._documents[document]
        shown = label
        if chinese and (printed := _ARTICLE_NUMBER.fullmatch(fold(label))):
            shown = f"第{chinese_numeral(int(printed[1]))}条" if printed[1].isdigit() else label
        title = regulation.title_zh if chinese and regulation.title_zh else regulation.title
        text = " ".join(part for part in (shown, heading) if part)
        return Suggestion(text, SuggestionKind.ARTICLE, title, 1, document, anchor, regulation.kind)

    @staticmethod
    def _number(folded: str) -> str:
        """The last number in what is typed."""
        numbers = [piece for piece in pieces(folded) if piece.isdigit()]
        return numbers[-1] if numbers else ""


def _concepts(
    glossary: Glossary, taxonomy: Taxonomy, values: dict[tuple[str, str], int], index: KeywordIndex
) -> Iterator[tuple[str, Suggestion, float]]:
    """Words to search for: substances, places, topics, then whatever else the glossary has."""

    def held(name: str) -> int:
        """In how many passages it can stand at most, or of how many documents it is a stated substance."""
        passages, rarest = min(((index.frequency(term), term) for term in terms_of_name(name)), default=(0, ""))
        if 0 < passages < _DOUBTFUL and not index.search({rarest: 1.0}, 1):
            passages = 0
        return max(passages, values.get(("substance", name), 0))

    known: set[str] = set()
    for kind, english, chinese, count in (
        *((SuggestionKind.SUBSTANCE, *_called(term), None) for term in taxonomy.lists.get("substances", {}).values()),
        *_coded(taxonomy, values),
        *((SuggestionKind.TERM, concept.en, concept.zh, None) for concept in glossary.concepts),
    ):
        counts = {name: held(name) if count is None else count for name in (*english, *chinese)}
        if not any(counts.values()):
            continue
        for own, other in ((english, chinese), (chinese, english)):
            for place, name in enumerate(own):
                if (folded := fold(name)) in known or (place and not (counts[name] and held(name))):
                    continue
                known.add(folded)
                note = own[0] if place else next(iter(other), "")
                weight = log1p(counts[name]) * (_SYNONYM if place else 1.0)
                yield name, Suggestion(name, kind, note, counts[name]), weight


def _documents(documents: Iterable[names.Named]) -> Iterator[tuple[str, Suggestion, float]]:
    for one in documents:
        english, chinese = one.title, one.title_zh if one.title_zh != one.title else ""
        shown = Suggestion(english, SuggestionKind.DOCUMENT, chinese, one.passages, one.document, "", one.kind)
        weight = _WEIGHTS[one.kind]
        yield english, shown, weight
        if chinese:
            yield chinese, replace(shown, text=chinese, note=english), weight
        for name in one.names:
            yield name, replace(shown, note=name), weight
        yield one.document, replace(shown, note=one.document), _ID


def _mixed(found: Iterable[Suggestion], limit: int) -> tuple[Suggestion, ...]:
    """The first of them, each once, none of the sorts crowding out the others."""
    room = {"words": _OF_WORDS, "document": _OF_DOCUMENTS, "article": _OF_ARTICLES}
    taken: dict[tuple[str, str], Suggestion] = {}
    later: dict[tuple[str, str], Suggestion] = {}
    for one in found:
        key = (one.document, one.anchor) if one.document else ("", fold(one.text))
        if key in taken or key in later:
            continue
        sort = one.kind.value if one.document else "words"
        room[sort] -= 1
        (taken if room[sort] >= 0 else later)[key] = one
    chosen = [*list(taken.values())[:limit], *later.values()]
    return tuple(chosen[:limit])


def _called(term: Term) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """English and Chinese names of a code, the usual one first, its CAS numbers among the English ones."""
    told = (term.en, term.zh, *term.synonyms, *term.more.get("cas", "").split(";"))
    given = [name.strip() for name in told if name.strip()]
    return tuple(n for n in given if n.isascii()), tuple(n for n in given if not n.isascii())


def _coded(
    taxonomy: Taxonomy, values: dict[tuple[str, str], int]
) -> Iterator[tuple[SuggestionKind, tuple[str, ...], tuple[str, ...], int | None]]:
    """Places and code list labels in use, with the documents that they stand for.

    A place that no list has goes by the name that the documents give it, and counts as a word.
    """
    for (field, value), count in values.items():
        if field not in LISTS:
            continue
        kind = SuggestionKind.PLACE if field in PLACES else SuggestionKind.TOPIC
        lists = [taxonomy.lists.get(name, {}) for name in LISTS[field]]
        listed = next((terms[value] for terms in lists if value in terms), None)
        if listed is not None:
            english, chinese = _called(listed)
        else:
            english, chinese = ((value,), ()) if value.isascii() else ((), (value,))
        yield kind, english, chinese, count if listed is not None else None


def _names_of(regulation: names.Named) -> str:
    return " ".join((regulation.title, regulation.title_zh, *regulation.names))


def _numbered(label: str) -> str:
    """An article's label with its number in figures and as Chinese prints it."""
    found = _ARTICLE_NUMBER.search(fold(label))
    value = chinese_number(found[1]) if found else None
    return f"{label} article {value} 第{value}条 第{chinese_numeral(value)}条" if value and value < 1000 else label


def _stands_in(folded: str, said: str) -> bool:
    """Whether a name has this as it stands: Chinese anywhere, other writing at the beginning of a word."""
    place = said.find(folded)
    while place > 0 and folded[0].isascii() and said[place - 1].isalnum() and said[place - 1].isascii():
        place = said.find(folded, place + 1)
    return place >= 0


def _heaviest(ids: Ids, weights: np.ndarray) -> Ids:
    if len(ids) <= _LOOKED_AT:
        return ids
    return ids[np.argpartition(-weights, _LOOKED_AT)[:_LOOKED_AT]]
