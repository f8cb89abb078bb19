"""This installation's own row: its id goes into what leaves the house."""

import sqlalchemy as sa
from flask import current_app

from lms.core.clock import utcnow
from lms.core.db import Installation, db


def ensure_installation() -> Installation:
    """The installation's row, made at its first use in the open transaction."""
    row = db.session.scalar(sa.select(Installation).order_by(Installation.created_at).limit(1))
    if row is None:
        name = {"en": current_app.extensions["concord.settings"].installation_name}
        row = Installation(name=name, created_at=utcnow())
        db.session.add(row)
        db.session.flush()
    return row
