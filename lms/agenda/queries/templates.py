"""Reading templates of agendas. They hold no names of people; all who plan may use them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from lms.agenda.formats.template import TemplateBody, TemplateItem, body_json, body_of
from lms.agenda.formats.template_file import Template, read_template, write_template
from lms.agenda.models import AgendaTemplate
from lms.agenda.policies import Permission
from lms.agenda.queries.agenda import Draft, draft, session_days
from lms.agenda.queries.closed_days import working_days
from lms.agenda.rows import TemplateRow
from lms.agenda.rules.laying import template_minutes
from lms.agenda.rules.stripping import Stripped, strip_agenda
from lms.agenda.rules.times import day_of
from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Course

LIBRARY = Path(__file__).resolve().parents[1] / "library"


class TemplateDay(NamedTuple):
    """One day of a template, with its contact minutes."""

    number: int
    items: list[TemplateItem]
    contact_minutes: int


@dataclass(frozen=True)
class TemplatePage:
    """A template with its agenda."""

    row: TemplateRow
    body: TemplateBody

    @property
    def days(self) -> list[TemplateDay]:
        numbers = range(self.body.days)
        each = ((number, self.body.on_day(number)) for number in numbers)
        return [TemplateDay(number, items, template_minutes(items)) for number, items in each]

    def teaching(self, trainer: str) -> int:
        """How many items name a trainer role."""
        return sum(trainer in item.trainers for item in self.body.items)


def template_list(actor: Identity, *, archived: bool = False) -> list[TemplateRow]:
    """The templates, shorter ones first; those in use or those put away."""
    require(actor, Permission.USE_TEMPLATES)
    kept = AgendaTemplate.archived_at
    rows = db.session.scalars(
        sa.select(AgendaTemplate).where(kept.is_not(None) if archived else kept.is_(None))
    )
    found = [_row(row, body_of(row.body)) for row in rows]
    return sorted(found, key=lambda row: (row.days, not row.shipped, row.slug))


def template(slug: str, actor: Identity) -> TemplatePage:
    """One template, also an archived one. Raises NotFound."""
    require(actor, Permission.USE_TEMPLATES)
    row = db.session.scalar(sa.select(AgendaTemplate).where(AgendaTemplate.slug == slug))
    if row is None:
        raise NotFound
    body = body_of(row.body)
    return TemplatePage(_row(row, body), body)


def template_yaml(slug: str, actor: Identity) -> bytes:
    """The file of a template; taking it in elsewhere gives the same one."""
    page = template(slug, actor)
    return write_template(
        Template(page.row.slug, dict(page.row.title), dict(page.row.summary), page.body)
    )


def session_as_template(slug: str, actor: Identity) -> Stripped:
    """The draft of a session without names and dates. Raises NotFound for who may not plan it.

    Days without items count only where the venue was open, so that a weekend in between does
    not become part of the programme.
    """
    require(actor, Permission.USE_TEMPLATES)
    return stripped(draft(slug, actor))


def stripped(found: Draft) -> Stripped:
    """The same for a draft that was read already."""
    head = found.head
    used = frozenset(day_of(item.starts_at, head.zone) for item in found.items)
    days = working_days(sorted({*session_days(head), *used}), found.venue, used)
    rooms = {room.id: room for room in found.rooms}
    course = db.session.scalar(sa.select(Course.slug).where(Course.id == head.course_id))
    return strip_agenda(found.items, days, head.zone, rooms, course=course or "")


@cache
def shipped() -> tuple[Template, ...]:
    """The templates that come with Concord, read once."""
    return tuple(read_template(path.name, path.read_bytes()) for path in sorted(LIBRARY.glob("*")))


def library_missing() -> list[Template]:
    """The templates that ship and are not there yet, or are there in an older form."""
    known: dict[str, tuple[Any, ...]] = {
        row.slug: (row.title, row.summary, row.body)
        for row in db.session.execute(
            sa.select(
                AgendaTemplate.slug,
                AgendaTemplate.title,
                AgendaTemplate.summary,
                AgendaTemplate.body,
            ).where(AgendaTemplate.shipped)
        )
    }
    return [
        one
        for one in shipped()
        if known.get(one.slug) != (one.title, one.summary, body_json(one.body))
    ]


def _row(row: AgendaTemplate, body: TemplateBody) -> TemplateRow:
    return TemplateRow(
        id=row.id,
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        days=body.days,
        items=len(body.items),
        contact_minutes=template_minutes(body.items),
        shipped=row.shipped,
        created_by=row.created_by,
        archived_at=row.archived_at,
    )
