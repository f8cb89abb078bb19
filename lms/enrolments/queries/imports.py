"""An uploaded roll as it stands now: checked against the roll and the people of today."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Membership, Person
from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.messages import N_
from lms.core.names import joined_name, name_key
from lms.courses.queries import session_agencies, session_head
from lms.courses.rows import AgencyRow, SessionHead
from lms.enrolments.enums import EnrolmentState, ImportState
from lms.enrolments.formats import (
    AgencyChoice,
    Field,
    OnRoll,
    RollCheck,
    RollDraft,
    RollFault,
    RollRow,
    check_draft,
)
from lms.enrolments.formats.cells import service_key
from lms.enrolments.models import Enrolment, RollImport
from lms.enrolments.policies import Permission
from lms.enrolments.queries.roll import english, free_seats
from lms.enrolments.rows import ImportPreview, Known, Match, OpenUpload


def agency_choices(agencies: Iterable[AgencyRow]) -> list[AgencyChoice]:
    """What a cell may say for each agency: its names and short names in all languages, its slug."""
    return [
        AgencyChoice(
            agency.agency_id,
            tuple(
                dict.fromkeys(
                    name
                    for name in (
                        english(agency.name),
                        *agency.name.values(),
                        *agency.short_name.values(),
                    )
                    if name
                )
            ),
            agency.slug,
        )
        for agency in agencies
    ]


def preview(slug: str, import_id: UUID, *, actor: Identity) -> ImportPreview:
    """An upload of a session. Raises NotFound where `actor` may not change the roll."""
    head = session_head(slug, actor)
    require(actor, Permission.MANAGE_ROLL, head)
    stored = db.session.execute(
        sa.select(RollImport.id, RollImport.file_name, RollImport.state, RollImport.rows).where(
            RollImport.id == import_id, RollImport.course_session_id == head.id
        )
    ).one_or_none()
    if stored is None:
        raise NotFound
    draft = RollDraft.from_json(stored.rows)
    return judge(head, draft, id=stored.id, file_name=stored.file_name, state=stored.state)


def open_uploads(course_session_id: UUID) -> list[OpenUpload]:
    """Uploads of a session that wait to be confirmed, newest first."""
    rows = db.session.execute(
        sa.select(RollImport.id, RollImport.file_name, RollImport.created_at)
        .where(
            RollImport.course_session_id == course_session_id,
            RollImport.state == ImportState.DRAFT,
        )
        .order_by(RollImport.created_at.desc(), RollImport.id)
    )
    return [OpenUpload._make(row) for row in rows]


def judge(
    head: SessionHead,
    draft: RollDraft,
    *,
    id: UUID | None = None,  # noqa: A002 - the field's own name
    file_name: str = "",
    state: ImportState = ImportState.DRAFT,
) -> ImportPreview:
    """Check a draft against the roll, the people known and the free seats of this moment."""
    agencies = session_agencies(head.id)
    listed, enrolled = on_roll(head.id)
    check = check_draft(draft, agencies=agency_choices(agencies), on_roll=listed)
    known = known_people({row.agency_id for row in check.rows})
    found = matches(check, known, enrolled)
    check = with_faults(check, match_faults(draft, check, found, enrolled))
    return ImportPreview(
        head=head,
        id=id,
        file_name=file_name,
        state=state,
        draft=draft,
        check=check,
        matches=found,
        agencies=agencies,
        free_seats=free_seats(head),
    )


def on_roll(
    course_session_id: UUID, *, without: UUID | None = None
) -> tuple[list[OnRoll], set[UUID]]:
    """Who stands on the roll, but for one enrolment: as the check wants it, and their persons."""
    rows = db.session.execute(
        unscoped(
            sa.select(
                Enrolment.agency_id,
                Enrolment.first_name,
                Enrolment.last_name,
                Enrolment.service_no,
                Enrolment.state,
                Enrolment.person_id,
            ).where(
                Enrolment.course_session_id == course_session_id,
                sa.true() if without is None else Enrolment.id != without,
            ),
            because="doubles are looked for over the whole roll, by those who may change it",
        )
    ).all()
    listed = [
        OnRoll(
            row.agency_id,
            joined_name(row.first_name, row.last_name),
            row.service_no,
            withdrawn=row.state is EnrolmentState.WITHDRAWN,
        )
        for row in rows
    ]
    return listed, {row.person_id for row in rows}


def known_people(agency_ids: Iterable[UUID]) -> list[Known]:
    """People whose present agency is one of these."""
    wanted = set(agency_ids)
    if not wanted:
        return []
    rows = db.session.execute(
        unscoped(
            sa.select(
                Person.id,
                Membership.agency_id,
                Person.first_name,
                Person.last_name,
                Membership.rank,
                Membership.service_no,
            )
            .join(Membership, Membership.person_id == Person.id)
            .where(
                Membership.agency_id.in_(wanted),
                Membership.ends_on.is_(None),
                Person.archived_at.is_(None),
                Person.merged_into_id.is_(None),
            )
            .order_by(Person.id),
            because="people are matched within their agency, by those who may change the roll",
        )
    )
    return [
        Known(row.id, row.agency_id, joined_name(row.first_name, row.last_name), row.rank,
              row.service_no)
        for row in rows
    ]  # fmt: skip


def matches(
    check: RollCheck, known: Sequence[Known], enrolled: set[UUID] | frozenset[UUID] = frozenset()
) -> dict[int, Match]:
    """Whom each row without fault may mean. People on this roll already are not asked about."""
    by_number: dict[tuple[UUID, str], Known] = {}
    by_name: dict[tuple[UUID, str], list[Known]] = {}
    for person in known:
        if service_key(person.service_no):
            by_number[person.agency_id, service_key(person.service_no)] = person
        if person.person_id not in enrolled:
            by_name.setdefault((person.agency_id, name_key(person.name)), []).append(person)
    found = {row.number: _match(row, by_number, by_name) for row in check.rows}
    return {number: match for number, match in found.items() if match is not None}


def _match(
    row: RollRow,
    by_number: Mapping[tuple[UUID, str], Known],
    by_name: Mapping[tuple[UUID, str], Sequence[Known]],
) -> Match | None:
    number = service_key(row.service_no)
    holder = by_number.get((row.agency_id, number)) if number else None
    if holder is not None:
        agrees = name_key(holder.name) == name_key(row.full_name)
        return Match(row.number, (holder,), certain=agrees, by_number=True, answer=row.person)
    others = [
        person
        for person in by_name.get((row.agency_id, name_key(row.full_name)), ())
        if not (number and service_key(person.service_no))
    ]
    return Match(row.number, others, certain=False, answer=row.person) if others else None


def match_faults(
    draft: RollDraft, check: RollCheck, found: Mapping[int, Match], enrolled: set[UUID]
) -> list[RollFault]:
    """Rows whose person cannot be taken: on the roll already, chosen twice, number of another."""
    faults = []
    taken = set(enrolled)
    number = draft.letter(Field.SERVICE_NO)
    for row in check.rows:
        match = found.get(row.number)
        if match is None:
            continue
        if match.by_number and match.answer == "new" and not match.certain:
            message = N_(
                "The service number is that of %(name)s. Write the right number, or say that it "
                "is the same person.",
                name=match.candidates[0].name,
            )
            faults.append(RollFault(row.number, Field.SERVICE_NO, number, message))
        elif match.chosen and match.chosen.person_id in taken:
            message = N_("%(name)s is on the roll already. Take the row out.", name=row.full_name)
            faults.append(RollFault(row.number, Field.SERVICE_NO, number, message))
        elif match.chosen:
            taken.add(match.chosen.person_id)
    return faults


def with_faults(check: RollCheck, more: Sequence[RollFault]) -> RollCheck:
    """The same check with more faults; rows with a fault are no longer among the good ones."""
    bad = {fault.row for fault in more}
    return RollCheck(
        rows=tuple(row for row in check.rows if row.number not in bad),
        faults=(*check.faults, *more),
        looks=check.looks,
    )
