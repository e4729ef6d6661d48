"""From text to index terms: the same analysis for passages and for questions, English and Chinese in one text.

English words are lower-cased, stop words dropped, stemmed (Porter), and adjacent words joined into pairs; Chinese is
cut into search-mode words plus character bigrams. Numbers with inner marks (`1910.120`, `7664-41-7`, `11·22`) also stay
whole.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise
from types import ModuleType
from typing import NamedTuple

import Stemmer

STOP_WORDS = frozenset(
    """a about an and any are as at be been but by can could did do does for from had has have how i if in into is
    it its may might must my of on or our shall should so such than that the their them then there these they
    this those to under was we were what when where which who whom whose why will with would you your
    的 了 和 与 或 及 是 在 对 把 被 吗 呢 吧 啊 么 什么 什么样 如何 怎么 怎么办 怎样 哪些 哪个 哪里 谁 何时
    为何 是否 为什么 有 没有 就 都 也 还 很 再 又 才 该 应该 需要 可以 可不可以 能 能不能 会 会不会 要 要不要 得
    多久 多长 多少 几 几天 几个 搞 弄 做 请问 关于 我 我们 你 你们 他 他们 它 这 这个 这些 那 那个 那些 之 等 地
    着 过 给 让 到 从 以 而 且 但 因 于 有人 就是 的话 什么时候 时候 这类 这种 那种 哪儿 里面 怎么样 能否 可否
    是不是 还会 还能""".split()
)

_MARKS = str.maketrans({"•": "·", "・": "·", "‧": "·", "．": ".", "‐": "-", "‑": "-", "–": "-", "—": "-"})
LATIN_RUN = re.compile(r"[a-z0-9]+(?:[.\-·/][a-z0-9]+)*")
CHINESE_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_RUN = re.compile(f"{LATIN_RUN.pattern}|{CHINESE_RUN.pattern}")
WORD = re.compile(r"[a-z0-9]+")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_STOP_PHRASE = re.compile(
    "|".join(sorted((word for word in STOP_WORDS if len(word) > 1 and not word.isascii()), key=lambda word: -len(word)))
)
_local = threading.local()


class Token(NamedTuple):
    """One index term and the characters [start, end) of the text that it stands for."""

    term: str
    start: int
    end: int


def fold(text: str) -> str:
    """Text as it is compared: NFKC, lower case, one form of each dash and middle dot."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower().translate(_MARKS)


def fold_with_places(text: str) -> tuple[str, list[int] | None]:
    """The folded text and, where folding changed its length, the place of each folded character in `text`."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, None
    parts: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        part = character.lower() if character.isascii() else fold(character)
        parts.append(part)
        places.extend([place] * len(part))
    return "".join(parts), places


def plain_words(text: str) -> list[tuple[str, int, int]]:
    """The English words of a text as they are written (folded), stop words dropped, with their places in it."""
    folded, places = fold_with_places(text)
    found = []
    for run in LATIN_RUN.finditer(folded):
        parts = [(run[0], run.start(), run.end())] if run[0].isalnum() else _latin_parts(run[0], run.start())
        found += [part for part in parts if part[0] not in STOP_WORDS]
    if places is None:
        return found
    return [(word, places[start], places[end - 1] + 1) for word, start, end in found]


def words(text: str, wanted: Collection[str] | None = None) -> list[Token]:
    """The words of a text in order, stop words dropped, without pairs and bigrams; offsets are into `text`.

    `wanted` leaves only words with these terms.
    """
    folded, places = fold_with_places(text)
    chinese = [term for term in wanted or () if not term.isascii()]
    tokens: list[Token] = []
    for run in _RUN.finditer(folded):
        said, start = run[0], run.start()
        if not _is_chinese(said):
            parts = [(said, start, run.end())] if said.isalnum() else _latin_parts(said, start)
            for word, begin, end in parts:
                if word not in STOP_WORDS and (wanted is None or _stem(word) in wanted):
                    tokens.append(Token(_stem(word), begin, end))
        elif wanted is None or any(term in said for term in chinese):  # else there is nothing to segment for
            found = _chinese_words(said, start)
            tokens.extend(found if wanted is None else (token for token in found if token.term in wanted))
    if places is None:
        return tokens
    return [Token(token.term, places[token.start], places[token.end - 1] + 1) for token in tokens]


def index_terms(text: str, wanted: Collection[str] | None = None) -> list[str]:
    """Every term under which a text is indexed; terms repeat as often as they occur.

    The terms of `index_tokens` in another order, several times faster: this is what indexing spends its time on.
    `wanted` may leave out Chinese words that are none of these.
    """
    folded = fold(text)
    chinese = [term for term in wanted or () if not term.isascii() and len(term) != 2]  # pairs are there anyway
    terms: list[str] = []
    for stretch in CHINESE_RUN.split(folded):
        latin: list[str] = []
        for run in LATIN_RUN.findall(stretch):
            parts = WORD.findall(run)
            latin.extend(part for part in parts if part not in STOP_WORDS)
            if len(parts) > 1 and any(character.isdigit() for character in run):
                terms.append(run)
        stemmed = stems(latin)
        terms.extend(stemmed)
        terms.extend(f"{left}_{right}" for left, right in pairwise(stemmed))
    for run in CHINESE_RUN.findall(folded):
        if wanted is None or any(term in run for term in chinese):
            terms.extend(word for word in _segmenter().cut_for_search(run) if word not in STOP_WORDS)
        terms.extend(run[i : i + 2] for i in range(len(run) - 1))
    return terms


def stems(words: list[str]) -> list[str]:
    """Porter stems of folded English words; stop words stay as they are."""
    found = _stemmer().stemWords(words)
    return [word if word in STOP_WORDS else stemmed or word for stemmed, word in zip(found, words, strict=True)]


def index_tokens(text: str) -> list[Token]:
    """Index terms with their places: words, then pairs of adjacent words and Chinese bigrams."""
    found = words(text)
    terms = list(found)
    for left, right in pairwise(token for token in found if WORD.fullmatch(token.term)):
        if not _CHINESE.search(text, left.end, right.start):
            terms.append(Token(f"{left.term}_{right.term}", left.start, right.end))
    return terms + bigrams(text)


def bigrams(text: str) -> list[Token]:
    """Pairs of adjacent Chinese characters."""
    folded, places = fold_with_places(text)
    pairs = []
    for run in CHINESE_RUN.finditer(folded):
        for i in range(run.start(), run.end() - 1):
            start, end = (i, i + 2) if places is None else (places[i], places[i + 1] + 1)
            pairs.append(Token(folded[i : i + 2], start, end))
    return pairs


def stop_words(text: str) -> list[Token]:
    """The Chinese stop words of a text: longer ones wherever they stand, single characters as words of their own."""
    folded, places = fold_with_places(text)
    found = [Token(phrase[0], phrase.start(), phrase.end()) for phrase in _STOP_PHRASE.finditer(folded)]
    found += [
        Token(word, run.start() + start, run.start() + end)
        for run in CHINESE_RUN.finditer(folded)
        for word, start, end in _segmenter().tokenize(run[0], "default")
        if len(word) == 1 and word in STOP_WORDS
    ]
    if places is None:
        return found
    return [Token(token.term, places[token.start], places[token.end - 1] + 1) for token in found]


def _latin_parts(run: str, offset: int) -> list[tuple[str, int, int]]:
    """The words of a run with inner marks, and the run itself where it is a number."""
    parts = [(part[0], offset + part.start(), offset + part.end()) for part in WORD.finditer(run)]
    if any(character.isdigit() for character in run):
        parts.append((run, offset, offset + len(run)))
    return parts


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """The stem of one word; a run with inner marks is none."""
    return stems([word])[0] if word.isalnum() else word


def _chinese_words(run: str, offset: int) -> list[Token]:
    return [
        Token(word, offset + start, offset + end)
        for word, start, end in _segmenter().tokenize(run, "search")
        if word not in STOP_WORDS
    ]


def _is_chinese(term: str) -> bool:
    return _CHINESE.match(term) is not None


def _segmenter() -> ModuleType:
    """The Chinese segmenter, whose dictionary takes a sixth of a second to load."""
    import rjieba

    return rjieba


def _stemmer() -> Stemmer.Stemmer:
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("porter")
    return _local.stemmer
