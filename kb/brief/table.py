"""A result list as CSV: one row a document, headings in the reader's language, opened as it is by Excel."""

from __future__ import annotations

import csv
import io

from kb.brief.results import Result, ResultList
from kb.brief.safe import cell
from kb.wording import say

COLUMNS = (
    "number",
    "title",
    "kind",
    "status",
    "warning",
    "date",
    "citation",
    "passage",
    "address",
    "page",
    "language",
    "source",
    "url",
    "score",
)


def csv_of(results: ResultList) -> bytes:
    """UTF-8 with a byte order mark, without which Excel reads Chinese as another encoding; rows end in CR LF."""
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow([say(results.language, f"export.{name}") for name in COLUMNS])
    rows.writerows(_row(one) for one in results.results)
    return written.getvalue().encode("utf-8-sig")


def _row(one: Result) -> list[str | int | float]:
    hit = one.hit
    return [
        one.number,
        cell(one.title),
        one.kind,
        one.status,
        cell(one.warning),
        hit.date or "",
        cell(one.citation),
        cell(hit.text),
        cell(one.address),
        "" if hit.page is None else hit.page,
        hit.language,
        cell(one.source),
        cell(one.url),
        hit.score,
    ]
