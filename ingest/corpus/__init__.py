"""The shipped corpus checked as a publisher would: format, codes, dates, links, sources, figures, both languages."""

from ingest.corpus.check import check_corpus
from ingest.corpus.entry import Finding

__all__ = ["Finding", "check_corpus"]
