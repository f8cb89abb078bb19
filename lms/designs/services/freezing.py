"""Freezing a design: its source under its own hash, once and for good."""

import sqlalchemy as sa

from lms.core.clock import utcnow
from lms.core.db import db
from lms.designs.formats import DesignSource, as_json
from lms.designs.models import TemplateVersion


def freeze(source: DesignSource) -> str:
    """Keep this state of a design, in the caller's transaction; returns its hash.

    The same state twice is one row, also where two transactions meet.
    """
    digest = source.hash
    if db.session.get(TemplateVersion, digest) is not None:
        return digest
    row = TemplateVersion(
        hash=digest, name=source.name, source=as_json(source), created_at=utcnow()
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except sa.exc.IntegrityError:
        pass  # another transaction kept the same state at the same moment
    return digest
