"""Cutting documents into passages: along their structure, within the embedding model's token budget."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.layout import INNER, Cut, Group, Text, extent, groups_of, lay_out, names_above, slice_of
from ingest.paths import Counter, Names, context_of
from ingest.splitting import Splitter
from kb.model.document import Document, Kind, Level, Role
from kb.model.passage import CutDocument, OutlineEntry, Passage
from kb.text.language import language_of, languages_of

SHORT_SHARE = 0.3
"""Sections below this part of the budget may share a passage with their neighbours."""

MERGING = frozenset({Kind.CASE, Kind.GUIDANCE, Kind.REGISTER})
"""Kinds whose short sections may share a passage; those of plans and regulations are cited one by one."""


def cut(document: Document, count_tokens: Counter, budget: int) -> CutDocument:
    """The document's passages in reading order and its outline over them.

    `count_tokens` counts texts with the model's special tokens, `budget` is the model's limit: each passage's
    `context` (heading path and text) keeps within it. Passages do not overlap; together they are the whole text of the
    sections. An article within the budget is one passage; a longer one is cut between paragraphs, then items, lines,
    sentences, and only inside a sentence that is too long by itself at a clause, then between words. Short neighbours
    of one parent and role may share a passage, articles and the elements of a plan never do.
    """
    text = lay_out(document.sections)
    groups = groups_of(text)
    names = Names(_own_title(document.card.title, text.full), count_tokens, budget)
    names.shorten({name for group in groups for name in names_above(text, group.root)})
    for group in groups:
        group.path = names.path(names_above(text, group.root))
    contexts = [context_of(group.path, slice_of(text, group)) for group in groups]
    for group, tokens in zip(groups, count_tokens(contexts) if contexts else [], strict=True):
        group.tokens = tokens
    merging = document.card.kind in MERGING
    cuts: list[Cut] = []
    for run in _runs(text, groups, budget, merging):
        if len(run) == 1 and run[0].tokens > budget:
            cuts.extend(Splitter(text, run[0], count_tokens, budget, names).cuts())
        else:
            first, last = extent(text, run[0]), extent(text, run[-1])
            cuts.append(Cut(first[0], last[1], run, _joined_path(text, run)))
    cuts = [trimmed for each in cuts if (trimmed := _trimmed(text.full, each))]
    return CutDocument(tuple(_passage(text, each) for each in cuts), _outline(text, cuts))


def _own_title(title: str, text: str) -> str:
    """The title, or nothing where it only repeats how the text begins."""
    return "" if " ".join(text[: 4 * len(title)].split()).startswith(title.rstrip("…").rstrip()) else title


def _runs(text: Text, groups: list[Group], budget: int, merging: bool) -> Iterator[list[Group]]:
    """Groups that share a passage: short ones with the same parent and role, one after another."""
    run: list[Group] = []
    for group in groups:
        if run and merging and _may_join(text, run, group, budget):
            run.append(group)
            continue
        if run:
            yield run
        run = [group]
    if run:
        yield run


def _may_join(text: Text, run: list[Group], group: Group, budget: int) -> bool:
    before, here = text.parts[run[-1].root], text.parts[group.root]
    limit = SHORT_SHARE * budget
    return (
        before.above == here.above
        and before.section.role == here.section.role
        and Level.ARTICLE not in (before.section.level, here.section.level)
        and max(run[-1].tokens, group.tokens) < limit
        and sum(each.tokens for each in run) + group.tokens <= budget
        and language_of(slice_of(text, run[-1])) == language_of(slice_of(text, group))
    )


def _joined_path(text: Text, run: list[Group]) -> tuple[str, ...]:
    if len(run) == 1:
        return run[0].path
    names = [name for group in run if (name := text.parts[group.root].section.name)]
    own = bool(text.parts[run[0].root].section.name)
    stem = run[0].path[:-1] if own and len(run[0].path) > 1 else run[0].path
    return (*stem, "; ".join(dict.fromkeys(names))) if names else stem


def _trimmed(full: str, each: Cut) -> Cut | None:
    body = full[each.start : each.end]
    start = each.start + len(body) - len(body.lstrip())
    end = each.start + len(body.rstrip())
    return replace(each, start=start, end=end) if end > start else None


def _passage(text: Text, each: Cut) -> Passage:
    leaf = _leaf_at(text, each.groups, each.start)
    root = each.groups[0].root
    owner = leaf
    while owner != root and text.parts[owner].start == each.start and text.parts[owner].section.level in INNER:
        above = text.parts[owner].above[-1]
        if text.parts[above].start != each.start:
            break
        owner = above
    body = text.full[each.start : each.end]
    return Passage(
        anchor=text.parts[owner].section.anchor,
        label=_label(text, each, owner),
        path=each.path,
        text=body,
        language=languages_of(body),
        page=_page(text, leaf),
        role=_role(text, leaf),
    )


def _leaf_at(text: Text, groups: Sequence[Group], position: int) -> int:
    leaves = [leaf for group in groups for leaf in group.leaves]
    starts = [text.parts[leaf].own_start for leaf in leaves]
    return leaves[max(bisect_right(starts, position) - 1, 0)]


def _page(text: Text, leaf: int) -> int | None:
    chain = (leaf, *reversed(text.parts[leaf].above))
    return next((page for i in chain if (page := text.parts[i].section.page) is not None), None)


def _role(text: Text, leaf: int) -> Role | None:
    chain = (leaf, *reversed(text.parts[leaf].above))
    return next((role for i in chain if (role := text.parts[i].section.role) is not None), None)


def _label(text: Text, each: Cut, owner: int) -> str:
    """What a citation prints: `§ 1910.120(q)(2)`, `第六条第二款（三）`, or the headings of a shared passage."""
    if len(each.groups) > 1:
        names = (text.parts[group.root].section.name for group in each.groups)
        return "; ".join(dict.fromkeys(name for name in names if name))
    root = each.groups[0].root
    label = text.parts[root].section.label or text.parts[root].section.heading
    chain = (*text.parts[owner].above, owner)
    below = [text.parts[i].section.label for i in chain[chain.index(root) + 1 :]] if owner != root else []
    if text.parts[root].section.level is Level.ARTICLE and label.rstrip(".").isalnum() and label[:1].isdigit():
        label = label.rstrip(".")
    return label + "".join(below)


def _outline(text: Text, cuts: Sequence[Cut]) -> tuple[OutlineEntry, ...]:
    starts = [each.start for each in cuts]
    entries: list[OutlineEntry] = []
    for part in text.parts:
        section = part.section
        entry = OutlineEntry(
            section.level, section.anchor, section.label, section.heading, len(part.above), section.page, section.role
        )
        if part.start >= 0 and cuts:
            first = max(bisect_right(starts, part.start) - 1, 0)
            last = max(bisect_right(starts, part.end - 1) - 1, 0)
            entry = replace(
                entry,
                first=first,
                last=last,
                start=part.start - cuts[first].start,
                end=min(part.end, cuts[last].end) - cuts[last].start,
            )
        entries.append(entry)
    return tuple(entries)
