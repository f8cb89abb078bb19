"""What a new session takes along from an earlier one, and how agenda links find their content."""

from collections.abc import Sequence
from uuid import UUID

from lms.agenda.formats.template import TemplateItem
from lms.agenda.making_inputs import TakeAlong
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.courses import queries, services
from lms.courses.enums import StaffRole
from lms.courses.inputs import SignatoryInput
from lms.courses.rows import SessionHead, StaffRow

Choices = Sequence[tuple[str, dict[str, str], str]]


def take_along(*, actor: Identity, earlier: SessionHead, to: UUID, take: TakeAlong) -> None:
    """Agencies in their order, signatories, completion rule and staff of the earlier session.

    Trainers are not among the staff: they come by their roles in the agenda. `actor` organises
    the new session and was given `earlier` for planning.
    """
    if take.agencies:
        rows = queries.session_agencies(earlier.id)
        ids = [row.agency_id for row in rows]
        if ids:
            services.set_agencies(actor=actor, course_session_id=to, agency_ids=ids)
    if take.signatories:
        offices = [
            SignatoryInput(row.office, row.organisation, row.name, row.seals_file)
            for row in queries.signatories(earlier.id)
        ]
        if offices:
            services.set_signatories(actor=actor, course_session_id=to, signatories=offices)
    if take.rule:
        rule = queries.completion_rule(earlier.id)
        services.set_rule(actor=actor, course_session_id=to, rule=rule)
    if take.staff:
        _staff(actor, earlier, to)


def _staff(actor: Identity, earlier: SessionHead, to: UUID) -> None:
    today = utcnow().date()
    rows: list[StaffRow] = [
        row
        for row in queries.session_staff(earlier.id)
        if row.role is not StaffRole.TRAINER
        and (row.ends_on is None or row.ends_on >= today)
        and (row.person_id, row.role) != (actor.person_id, StaffRole.ORGANISER)
    ]
    for row in rows:
        services.appoint_staff(
            actor=actor, course_session_id=to, person_id=row.person_id, role=row.role
        )


def linked(item: TemplateItem, choices: Choices) -> str:
    """The part of the course that an item is linked to: by its name, else one of the same kind
    with the item's title; empty where the course has none."""
    if not item.content:
        return ""
    if any(value == item.content for value, _title, _kind in choices):
        return item.content
    kind = item.content.partition(":")[0]
    titles = {text.casefold() for text in item.title.values()}
    for value, title, of_kind in choices:
        if of_kind == kind and titles & {text.casefold() for text in title.values()}:
            return value
    return ""
