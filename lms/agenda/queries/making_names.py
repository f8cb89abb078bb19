"""Codes and addresses for new sessions: as wished, else the next free ones."""

from collections.abc import Sequence

import sqlalchemy as sa

from lms.agencies.rules import free_slug
from lms.agenda.making_inputs import TrancheInput
from lms.agenda.queries.making_choices import earlier_sessions
from lms.agenda.rules.codes import next_code
from lms.core.access import Identity
from lms.core.db import db
from lms.core.settings import settings
from lms.courses.models import CourseSession
from lms.courses.rows import SessionHead


class Names:
    """Gives each tranche its code after the pattern of the earlier session, or the latest one."""

    def __init__(self, actor: Identity, earlier: SessionHead | None, wished: Sequence[str]) -> None:
        found = [earlier] if earlier else earlier_sessions(actor, limit=1)
        self.last = found[0] if found else None
        self.used = {code.strip().casefold() for code in wished if code.strip()}
        self.used_slugs: set[str] = set()

    def code(self, tranche: TrancheInput) -> str:
        """The code that was typed, else the next free one in the year of the first day."""
        if tranche.code.strip():
            return tranche.code.strip()
        code = next_code(
            self.last.code if self.last else None,
            self.last.starts_on.year if self.last else 0,
            tranche.first.year,
            settings().installation_short,
            self._code_taken,
        )
        self.used.add(code.casefold())
        return code

    def slug(self, code: str) -> str:
        """An address part from the code."""
        slug = free_slug({"en": code}, self._slug_taken)
        self.used_slugs.add(slug)
        return slug

    def _code_taken(self, code: str) -> bool:
        return code.casefold() in self.used or _exists(CourseSession.code == code)

    def _slug_taken(self, slug: str) -> bool:
        return slug in self.used_slugs or _exists(CourseSession.slug == slug)


def code_taken(code: str) -> bool:
    """Whether any session has this code."""
    return _exists(CourseSession.code == code)


def _exists(criterion: sa.ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(criterion))))
