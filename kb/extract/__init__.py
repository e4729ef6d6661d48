"""From text to attributes: rules over the code lists and the glossary, in both languages."""

from kb.extract.extractor import Extractor
from kb.extract.stated import case_attributes, stated

__all__ = ["Extractor", "case_attributes", "stated"]
