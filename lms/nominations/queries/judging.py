"""People whom an agency would put forward, checked against those it knows and has named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.messages import N_
from lms.core.names import joined_name
from lms.courses.queries import session_agencies
from lms.courses.rows import AgencyRow, SessionHead
from lms.enrolments.enums import EnrolmentState, ImportState
from lms.enrolments.formats import Field, OnRoll, RollCheck, RollDraft, check_draft
from lms.enrolments.models import Enrolment
from lms.enrolments.queries.imports import (
    agency_choices,
    known_people,
    match_faults,
    matches,
    with_faults,
)
from lms.enrolments.rows import Match
from lms.nominations.enums import NominationState
from lms.nominations.models import Nomination

GONE = (NominationState.WITHDRAWN, NominationState.DECLINED)


@dataclass(frozen=True)
class Judged:
    """A list of nominations as it stands now: faults, and questions that wait for an answer."""

    head: SessionHead
    agency: AgencyRow
    draft: RollDraft
    check: RollCheck
    matches: Mapping[int, Match]
    id: UUID | None = None
    file_name: str = ""
    state: ImportState = ImportState.DRAFT

    @property
    def open_questions(self) -> list[Match]:
        return [match for match in self.matches.values() if match.open]

    @property
    def ready(self) -> bool:
        return (
            self.state is ImportState.DRAFT
            and bool(self.draft.rows)
            and not self.check.faults
            and not self.open_questions
        )


def judge(
    head: SessionHead,
    agency_id: UUID,
    draft: RollDraft,
    *,
    without: UUID | None = None,
    id: UUID | None = None,  # noqa: A002 - the field's own name
    file_name: str = "",
    state: ImportState = ImportState.DRAFT,
) -> Judged:
    """Check a draft of one agency against its own people and its own names alone.

    Nothing of another agency is looked at, so no answer can tell of one. A row that names
    another agency is a fault. `without` is a nomination that the row would change.
    """
    agency = next((one for one in session_agencies(head.id) if one.agency_id == agency_id), None)
    if agency is None:
        raise NotFound
    named, persons = _named(head.id, agency_id, without)
    check = check_draft(
        draft, agencies=agency_choices([agency]), on_roll=named, default_agency=agency_id
    )
    check = _own_words(check, agency)
    found = matches(check, known_people({agency_id}), persons)
    check = with_faults(check, match_faults(draft, check, found, persons))
    return Judged(head, agency, draft, check, found, id, file_name, state)


def _own_words(check: RollCheck, agency: AgencyRow) -> RollCheck:
    """Say of a row of another agency whose list this is; no other agency is named."""
    message = N_(
        "This is a list of %(agency)s. Write that name, or take the row out.",
        agency=agency.name,
    )
    faults = tuple(
        replace(fault, message=message) if fault.field is Field.AGENCY else fault
        for fault in check.faults
    )
    return replace(check, faults=faults)


def _named(
    course_session_id: UUID, agency_id: UUID, without: UUID | None
) -> tuple[Sequence[OnRoll], set[UUID]]:
    """Whom the agency has named or on the roll already, and their persons."""
    nominated = db.session.execute(
        unscoped(
            sa.select(
                Nomination.first_name,
                Nomination.last_name,
                Nomination.service_no,
                Nomination.person_id,
            ).where(
                Nomination.course_session_id == course_session_id,
                Nomination.agency_id == agency_id,
                Nomination.state.not_in(GONE),
                sa.true() if without is None else Nomination.id != without,
            ),
            because="the names of one agency, by those who may nominate for it",
        )
    ).all()
    enrolled = db.session.execute(
        unscoped(
            sa.select(
                Enrolment.first_name,
                Enrolment.last_name,
                Enrolment.service_no,
                Enrolment.person_id,
            ).where(
                Enrolment.course_session_id == course_session_id,
                Enrolment.agency_id == agency_id,
                Enrolment.state != EnrolmentState.WITHDRAWN,
            ),
            because="the names of one agency, by those who may nominate for it",
        )
    ).all()
    own = _person_of(without)
    seen = [
        OnRoll(agency_id, joined_name(row.first_name, row.last_name), row.service_no, nominated=by)
        for rows, by in ((nominated, True), (enrolled, False))
        for row in rows
        if row.person_id != own
    ]
    return seen, {row.person_id for row in (*nominated, *enrolled)} - {own}


def _person_of(nomination_id: UUID | None) -> UUID | None:
    if nomination_id is None:
        return None
    return db.session.scalar(
        unscoped(
            sa.select(Nomination.person_id).where(Nomination.id == nomination_id),
            because="the person of the nomination that is changed",
        )
    )
