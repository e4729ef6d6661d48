"""Precedent: a knowledge base and case library for work-safety emergencies."""

__version__ = "0.1.0"
