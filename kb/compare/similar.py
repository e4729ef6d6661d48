"""Similar cases: accounts compared by words, topics, meaning and attributes, and role by role, with the reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
import sqlalchemy as sa

from kb.catalogue import attributes, reading
from kb.catalogue import tables as t
from kb.catalogue.attributes import Codes
from kb.catalogue.embeddings import cached
from kb.catalogue.selecting import matching
from kb.catalogue.staging import LEAD_CHARACTERS
from kb.compare.attributes import AttributeSpace, Likenesses, codes_of
from kb.compare.likeness import PARTS, SHARES, Numbers, likeness, on_scale, percent, word
from kb.compare.roles import ROLES, RoleSpace, Vectors, mean_of
from kb.compare.weights import BALANCED, Weights, weights_of
from kb.errors import QueryError
from kb.extract import Extractor
from kb.index.accounts import Floats
from kb.index.vectors import LEADS
from kb.model.cards import card_from_json
from kb.model.case import CaseCard
from kb.model.document import Kind, Role
from kb.model.result import AttributePart, Filter, LikenessPart, RolePart, SimilarHit
from kb.model.taxonomy import Taxonomy
from kb.model.value import current, year_of
from kb.search.snapshot import Snapshot
from kb.text.analyse import index_terms
from kb.text.language import language_of
from kb.wording import attribute_reason

READ = ("en", "zh")
"""Languages in which a description is read."""

SEVERITY = "consequence"
"""The attribute that, alone, makes no cases alike."""

REASONS = 3
"""Attributes that are given as reasons."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What cases are compared with: words, meaning (None where the model does not know the language), codes.

    `roles` are vectors of the parts of a story, `told` their texts; a description has neither.
    """

    words: Floats
    vector: Floats | None
    codes: Codes
    language: str
    roles: Mapping[Role, Vectors] = field(default_factory=dict)
    told: Mapping[Role, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Compared:
    """One case against all others: each array has an entry a case, NaN where unknown."""

    overall: Numbers
    parts: Mapping[str, Numbers]
    roles: Mapping[Role, Numbers]
    likenesses: Likenesses
    weights: Weights


class Spaces:
    """What all cases of a generation are compared by: attributes as they were stored when the cases were read in."""

    def __init__(self, snapshot: Snapshot, taxonomy: Taxonomy) -> None:
        with snapshot.catalogue.reading() as connection:
            self.attributes = AttributeSpace(attributes.codes(connection, snapshot.generation), taxonomy)
        self._roles: RoleSpace | None = None
        self._reading = Lock()

    def roles(self, snapshot: Snapshot) -> RoleSpace:
        """The vectors of the parts of their stories, read when a case is first compared; descriptions need none."""
        with self._reading:
            if self._roles is None:
                self._roles = RoleSpace.of(snapshot)
            return self._roles


class SimilarCases:
    """Finds cases like a case or like a description, on one snapshot."""

    def __init__(self, snapshot: Snapshot, taxonomy: Taxonomy, extractor: Extractor, spaces: Spaces) -> None:
        self._snapshot = snapshot
        self._accounts = snapshot.indexes.accounts
        self._taxonomy = taxonomy
        self._extractor = extractor
        self._space, self._spaces = spaces.attributes, spaces

    def to_document(
        self, document: str, k: int, preset: str = BALANCED, weights: Weights | None = None
    ) -> tuple[SimilarHit, ...]:
        """Cases like this one, itself left out.

        Raises NotFound, and QueryError where it is no case or `preset` or `weights` are wrong (`weights_of`).
        """
        chosen = weights_of(preset, weights)
        with self._snapshot.catalogue.reading() as connection:
            version = reading.version_id(connection, self._snapshot.generation, document)
            summary = reading.summaries(connection, self._snapshot.generation, [version])[version]
            if summary.kind is not Kind.CASE:
                raise QueryError(
                    f"{document!r} is a {summary.kind.value}, not a case.", "Only cases are compared with each other."
                )
            key = connection.scalar(sa.select(t.versions.c.lead_hash).where(t.versions.c.id == version))
            vector = cached(connection, self._snapshot.model.name, [key]).get(key) if key else None
            told = _by_role(connection.execute(_roles(version)).all())
        codes, roles = self._space.codes(version), self._spaces.roles(self._snapshot).roles(version)
        asked = _Asked(self._accounts.row(version), vector, codes, summary.language, roles, told)
        return self._rank(asked, k, {document}, chosen)

    def to_text(
        self,
        text: str,
        k: int,
        exclude: Collection[str] = (),
        preset: str = BALANCED,
        weights: Weights | None = None,
    ) -> tuple[SimilarHit, ...]:
        """Cases like a description. Raises QueryError where it holds no word, or as `to_document` does."""
        chosen = weights_of(preset, weights)
        if not index_terms(text):
            if any(letter.isalpha() for letter in text) and language_of(text) not in READ:
                raise QueryError("The description is in a script that is not read here.", "Write English or Chinese.")
            raise QueryError("The description holds no word to compare.", "Say what happened, to what, with what.")
        language = language_of(text)
        vector = self._snapshot.vector(text[:LEAD_CHARACTERS], language)
        codes = codes_of(self._extractor.attributes(text))
        return self._rank(_Asked(self._accounts.vector(text), vector, codes, language), k, exclude, chosen)

    def _rank(self, asked: _Asked, k: int, exclude: Collection[str], weights: Weights) -> tuple[SimilarHit, ...]:
        if k < 1:
            raise QueryError(f"Cannot give {k} results.", "Ask for 1 or more (-k).")
        versions = self._accounts.keys
        likenesses = self._space.compare(asked.codes, weights)
        parts = self._parts(asked, likenesses)
        roles = self._spaces.roles(self._snapshot).compare(asked.roles, versions) if asked.roles else {}
        parts["roles"] = mean_of(roles, len(versions))
        overall = likeness(parts, len(versions))
        with self._snapshot.catalogue.reading() as connection:
            own = (
                matching(connection, self._snapshot.generation, (Filter("document", tuple(exclude)),))
                if exclude
                else ()
            )
        open_ones = np.flatnonzero(~np.isnan(overall) & ~np.isin(versions, np.fromiter(own, np.int64)))
        best = open_ones[np.lexsort((versions[open_ones], -overall[open_ones]))][:k]
        return self._described(asked, best, _Compared(overall, parts, roles, likenesses, weights))

    def _parts(self, asked: _Asked, likenesses: Likenesses) -> dict[str, Numbers]:
        """Each part's cosine with every case; NaN where it is unknown, as words are between two languages."""
        accounts = self._accounts
        count = len(accounts)
        shares = self._languages(asked.language)
        words = accounts.words(asked.words).astype(np.float64)
        words[~shares & (words == 0)] = np.nan
        found = {"words": words}
        topics = accounts.topics(asked.words)
        if topics is not None:
            found["topics"] = np.where(np.isnan(words), np.nan, topics)
        meaning = np.full(count, np.nan)
        if asked.vector is not None:
            keys, cosines = self._snapshot.indexes.vectors.cosines(LEADS, accounts.keys, asked.vector)
            meaning[np.searchsorted(accounts.keys, keys)] = cosines
        found["meaning"] = meaning
        told = {name for name, _ in likenesses.own} - {SEVERITY}
        overall = likenesses.overall if told else {}
        found["attributes"] = np.array(
            [overall.get(one, np.nan) if self._space.codes(one) else np.nan for one in accounts.keys.tolist()]
        )
        return found

    def _role_parts(
        self, asked: _Asked, told: Mapping[Role, str], cosines: Mapping[Role, Numbers], place: int
    ) -> tuple[RolePart, ...]:
        """The parts of the story that both tell, by words and by meaning."""
        parts = []
        for role in (one for one in ROLES if one in told and one in asked.told):
            words = float(self._accounts.vector(asked.told[role]) @ self._accounts.vector(told[role]))
            near = float(cosines[role][place]) if role in cosines else np.nan
            parts.append(RolePart(role, round(words, 4), None if np.isnan(near) else round(near, 4)))
        return tuple(parts)

    def _languages(self, language: str) -> np.ndarray:
        """Which cases are told in a language, or in several."""
        with self._snapshot.catalogue.reading() as connection:
            rows = connection.execute(
                sa.select(t.versions.c.id).where(
                    t.versions.c.kind == Kind.CASE.value, t.versions.c.language.in_((language, "mul", "und", ""))
                )
            ).scalars()
            return np.isin(self._accounts.keys, np.fromiter(rows, np.int64))

    def _described(self, asked: _Asked, best: np.ndarray, compared: _Compared) -> tuple[SimilarHit, ...]:
        versions = self._accounts.keys[best].tolist()
        with self._snapshot.catalogue.reading() as connection:
            documents = reading.summaries(connection, self._snapshot.generation, versions)
            cards = reading.cards(connection, versions)
            texts = {version: list(connection.execute(_roles(version))) for version in versions}
        hits = []
        for place, version in zip(best.tolist(), versions, strict=True):
            card = card_from_json(cards[version])
            assert isinstance(card, CaseCard)
            deaths = current(card.casualties.deaths).value
            shared = tuple(
                AttributePart(one.attribute, one.share, one.similarity, one.shared)
                for one in self._space.parts(compared.likenesses, version, compared.weights)
            )
            telling = _reasons(shared)
            value = percent(float(compared.overall[place]))
            hits.append(
                SimilarHit(
                    document=documents[version].id,
                    title=documents[version].title,
                    percent=value,
                    word=word(value),
                    likeness=round(float(compared.overall[place]), 6),
                    parts=_shares({name: float(values[place]) for name, values in compared.parts.items()}),
                    attributes=shared,
                    roles=self._role_parts(asked, _by_role(texts[version]), compared.roles, place),
                    reasons=tuple(attribute_reason(self._taxonomy, one.attribute, one.shared, "en") for one in telling),
                    reasons_zh=tuple(
                        attribute_reason(self._taxonomy, one.attribute, one.shared, "zh") for one in telling
                    ),
                    summary=_summary(texts[version]),
                    year=year_of(card.occurrence.date),
                    country=card.place.country,
                    deaths=None if deaths is None else int(deaths),
                    title_zh=documents[version].title_zh,
                )
            )
        return tuple(hits)


def _reasons(parts: Sequence[AttributePart]) -> list[AttributePart]:
    """The strongest shared attributes; hazards only where no substance says the same in one word."""
    found = [one for one in parts if one.shared and one.share]
    named = any(one.attribute == "substance" for one in found)
    return [one for one in found if not (named and one.attribute == "hazard")][:REASONS]


def _shares(cosines: Mapping[str, float]) -> tuple[LikenessPart, ...]:
    """The known parts with what each adds to the likeness."""
    known = {name: cosines[name] for name in PARTS if not np.isnan(cosines.get(name, np.nan))}
    whole = sum(SHARES[name] for name in known)
    return tuple(
        LikenessPart(
            name,
            round(cosine, 4),
            round(SHARES[name] / whole, 4),
            round(SHARES[name] / whole * float(on_scale(name, np.array(cosine))), 4),
        )
        for name, cosine in known.items()
    )


def _roles(version: int) -> sa.Select[tuple[str, str | None]]:
    return (
        sa.select(t.passages.c.text, t.passages.c.role)
        .where(t.passages.c.version == version)
        .order_by(t.passages.c.seq)
    )


def _by_role(rows: Sequence[sa.Row[tuple[str, str | None]]]) -> dict[Role, str]:
    texts: dict[Role, list[str]] = {}
    for row in rows:
        if row.role:
            texts.setdefault(Role(row.role), []).append(row.text)
    return {role: "\n".join(some) for role, some in texts.items()}


def _summary(rows: Sequence[sa.Row[tuple[str, str | None]]], characters: int = 300) -> str:
    told = next((row.text for row in rows if row.role == Role.SUMMARY.value), rows[0].text if rows else "")
    return told if len(told) <= characters else told[:characters].rsplit(" ", 1)[0] + " ..."
