"""What documents are looked up by: numbers, names, the day of an accident; and the injured."""

import sqlalchemy as sa
from alembic import op

from kb.model.cards import card_from_json

revision = "0002"
down_revision = "0001"

ADDED = ("number", "name", "day", "injured")
BATCH = 2_000


def upgrade() -> None:
    """Take the new facets from the cards that are stored."""
    connection = op.get_bind()
    versions = sa.table("versions", sa.column("id"), sa.column("kind"), sa.column("card"))
    facets = sa.table("facets", *(sa.column(name) for name in ("version", "name", "value", "folded", "number")))
    last = 0
    while True:
        known = versions.c.kind.in_(("case", "regulation"))
        cards = sa.select(versions.c.id, versions.c.card).where(known, versions.c.id > last)
        stored = connection.execute(cards.order_by(versions.c.id).limit(BATCH)).all()
        if not stored:
            return
        last = stored[-1].id
        rows = [
            {
                "version": version,
                "name": name,
                "value": str(value),
                "folded": str(value).casefold(),
                "number": value if isinstance(value, int) else None,
            }
            for version, card in stored
            for name, values in card_from_json(card).facets().items()
            if name in ADDED
            for value in dict.fromkeys(values)
        ]
        if rows:
            connection.execute(sa.insert(facets), rows)
