"""Allowances of a session: a sum a day and one for the journey."""

from uuid import UUID

import sqlalchemy as sa

from lms.arrangements.inputs import RateInput
from lms.arrangements.models import AllowanceRate, Stay
from lms.arrangements.rules import money
from lms.arrangements.services.gate import note, opened
from lms.core.access import Identity
from lms.core.db import db, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.ids import new_id
from lms.core.messages import N_, Message
from lms.core.names import direction_message, has_direction_control
from lms.courses.rows import SessionHead

LONGEST = 80


def add_rate(*, actor: Identity, slug: str, given: RateInput) -> UUID:
    """Add an allowance; returns its id. Raises Invalid with faults at name_en, currency, ... ."""
    head = opened(actor, slug)
    values = _clean(given)
    last = db.session.scalar(
        sa.select(sa.func.max(AllowanceRate.position)).where(
            AllowanceRate.course_session_id == head.id
        )
    )
    row = AllowanceRate(id=new_id(), course_session_id=head.id, position=(last or 0) + 1, **values)
    db.session.add(row)
    db.session.flush()
    summary = N_("Added the allowance “%(name)s”.", name=row.name)
    note(actor, "arrangements.rate_added", head, summary, after=dict(values))
    return row.id


def change_rate(*, actor: Identity, slug: str, rate_id: UUID, given: RateInput) -> None:
    """Change an allowance, for all who get it. Raises NotFound, Invalid."""
    head = opened(actor, slug)
    row = _rate(head, rate_id)
    values = _clean(given)
    before = {name: getattr(row, name) for name in values}
    if before == values:
        return
    for name, value in values.items():
        setattr(row, name, value)
    db.session.flush()
    summary = N_("Changed the allowance “%(name)s”.", name=row.name)
    note(actor, "arrangements.rate_changed", head, summary, before=before, after=dict(values))


def remove_rate(*, actor: Identity, slug: str, rate_id: UUID) -> None:
    """Take away an allowance that nobody gets. Raises NotFound, Refused."""
    head = opened(actor, slug)
    row = _rate(head, rate_id)
    count = db.session.scalar(
        unscoped(
            sa.select(sa.func.count()).select_from(Stay).where(Stay.rate_id == row.id),
            because="a count that a rule needs, over all agencies",
        )
    )
    if count:
        raise Refused(
            N_("%(count)s people get this allowance. Give them another one first.", count=count)
        )
    db.session.delete(row)
    db.session.flush()
    summary = N_("Took away the allowance “%(name)s”.", name=row.name)
    note(actor, "arrangements.rate_removed", head, summary)


def _rate(head: SessionHead, rate_id: UUID) -> AllowanceRate:
    row = db.session.get(AllowanceRate, rate_id)
    if row is None or row.course_session_id != head.id:
        raise NotFound
    return row


def _clean(given: RateInput) -> dict[str, object]:
    faults: list[FieldError] = []
    name = {language: text.strip() for language, text in given.name.items() if text.strip()}
    if not name:
        faults.append(FieldError("name_en", N_("Write the name.")))
    for language, text in name.items():
        if len(text) > LONGEST:
            message = N_("The text is longer than %(most)s signs. Shorten it.", most=LONGEST)
            faults.append(FieldError(f"name_{language}", message))
        elif hidden := has_direction_control(text):
            faults.append(FieldError(f"name_{language}", direction_message(hidden)))
    currency = money.currency_code(given.currency)
    if isinstance(currency, Message):
        raise Invalid([*faults, FieldError("currency", currency)])
    sums: dict[str, int] = {}
    for field, text in (("daily", given.daily), ("journey", given.journey)):
        found = money.parse(text or "0", currency)
        if isinstance(found, Message):
            faults.append(FieldError(field, found))
        else:
            sums[f"{field}_minor"] = found
    if faults:
        raise Invalid(faults)
    return {"name": name, "currency": currency, **sums}
