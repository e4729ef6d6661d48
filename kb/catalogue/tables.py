"""Tables of the catalogue, the system of record.

A version of a document is visible in generation g when `from_generation <= g` and `to_generation` is empty or above g.
So publishing and rolling back are changes of one number; a staged version has no `from_generation` yet.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

facts = Table(
    "facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Single values: the embedding model, the current generation."""

generations = Table(
    "generations",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("state", String, nullable=False),  # building, published
    Column("previous", Integer),
    Column("documents", Integer, nullable=False, default=0),
    Column("passages", Integer, nullable=False, default=0),
    Column("vectors", Integer, nullable=False, default=0),
    Column("published", DateTime),
    sqlite_autoincrement=True,
)

files = Table(
    "files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False, unique=True),
    Column("sha256", String(64), nullable=False, default=""),
    Column("bytes", Integer, nullable=False, default=0),
    Column("fingerprint", String, nullable=False, default=""),
    Column("state", String, nullable=False),
    Column("reader", String, nullable=False, default=""),
    Column("documents", Integer, nullable=False, default=0),
    Column("passages", Integer, nullable=False, default=0),
    Column("seconds", Float, nullable=False, default=0.0),
    Column("stage", String, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("advice", Text, nullable=False, default=""),
    Column("generation", Integer),
    Column("updated", DateTime, nullable=False),
)
"""The ledger: what became of each file."""

originals = Table(
    "originals",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("bytes", Integer, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_zh", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("status", String, nullable=False),
    Column("edition", String),
    Column("digest", Boolean, nullable=False),
    Column("card", Text, nullable=False),
    Column("outline", Text, nullable=False),
    Column("content_hash", String(32), nullable=False),
    Column("lead_hash", LargeBinary),
    Column("passages", Integer, nullable=False),
    Column("original", String(64), ForeignKey("originals.sha256")),
    Column("file", Integer, ForeignKey("files.id")),
    Column("added", DateTime, nullable=False),
    Column("retiring", Boolean, nullable=False, default=False),
    Column("from_generation", Integer),
    Column("to_generation", Integer),
    UniqueConstraint("document", "number"),
    Index("versions_file", "file"),
    sqlite_autoincrement=True,
)

passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, ForeignKey("versions.id", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("anchor", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("page", Integer),
    Column("role", String),
    Column("text_hash", LargeBinary, nullable=False),
    UniqueConstraint("version", "seq"),
    Index("passages_hash", "text_hash"),
    sqlite_autoincrement=True,
)

facets = Table(
    "facets",
    metadata,
    Column("version", Integer, ForeignKey("versions.id", ondelete="CASCADE"), nullable=False),
    Column("name", String, nullable=False),
    Column("value", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("number", Integer),
    Index("facets_text", "name", "folded"),
    Index("facets_number", "name", "number"),
    Index("facets_version", "version"),
)

attributes = Table(
    "attributes",
    metadata,
    Column("version", Integer, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("codes", Text, nullable=False),
    Column("evidence", Text, nullable=False),
)
"""What is known of a case in codes (`kb.model.attributes`): short to compare all, with sentences to show one."""

embeddings = Table(
    "embeddings",
    metadata,
    Column("model", String, primary_key=True),
    Column("text_hash", LargeBinary, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)
"""Embedding cache: float32 little-endian unit vectors by model and hash of the embedded text."""
