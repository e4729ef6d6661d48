"""Relevance and speed on a folder of judged questions, through the product's own pipeline and search.

A folder has `corpus.jsonl` ({id, text[, title, sections]}), `queries.jsonl` ({id, text}) and `qrels.tsv` (query,
document or document#anchor, grade). Without `corpus.jsonl` the questions are asked of the library in use. Where a query
is itself in the corpus, its own id is left out of its ranking.
"""

from __future__ import annotations

from kb.evaluate.asking import evaluate
from kb.evaluate.comparing import Comparison, compare
from kb.evaluate.run import SWITCHES, Answer, Evaluation, load, save

__all__ = ["SWITCHES", "Answer", "Comparison", "Evaluation", "compare", "evaluate", "load", "save"]
