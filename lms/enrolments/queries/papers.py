"""Gathers who goes on badges, cards and lists."""

from collections.abc import Collection, Sequence
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa

from lms.agencies.models import Agency
from lms.core.access import Identity, require
from lms.core.db import LocalizedText, db
from lms.core.errors import NotFound
from lms.core.spreadsheet import Cell
from lms.courses.enums import StaffRole
from lms.courses.queries import session_head, session_staff
from lms.courses.rows import SessionHead
from lms.enrolments.policies import Permission
from lms.enrolments.printing.rows import PaperAgency, PaperPerson, PaperRoom, PaperTable
from lms.enrolments.queries.roll import english
from lms.enrolments.queries.syndicates import seating_of
from lms.enrolments.seating import Seat, Seating

ROLL_COLUMNS: Sequence[str] = ("no", "agency", "name", "name_local", "rank", "designation", "table")
TABLE_COLUMNS: Sequence[str] = ("table", "table_name", "name", "name_local", "rank", "agency")
WITH_BADGE = (StaffRole.ORGANISER, StaffRole.TRAINER)


def room(slug: str, *, actor: Identity) -> PaperRoom:
    """Everybody of a session for paper, for who prints its lists. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.PRINT_LISTS, head)
    seen = seating_of(head, actor)
    names = _agency_names({seat.agency_id for seat in seen.seats})
    people = {seat.id: _person(seat, names, seen) for seat in seen.seats}
    return PaperRoom(
        head=head,
        agencies=_by_agency(seen, names, people),
        staff=_staff(head),
        tables=[
            PaperTable(table.letter, table.row.name, [people[seat.id] for seat in table.seats])
            for table in seen.tables
        ],
        unseated=[people[seat.id] for seat in seen.unseated],
    )


def chosen(everybody: PaperRoom, ids: Collection[UUID]) -> list[PaperPerson]:
    """Participants and staff, or those of them that `ids` name. Raises NotFound for another."""
    people = [*everybody.participants, *everybody.staff]
    if not ids:
        return people
    found = [one for one in people if one.id in ids]
    if len({one.id for one in found}) != len(set(ids)):
        raise NotFound
    return found


def roll_rows(everybody: PaperRoom) -> Sequence[Sequence[Cell]]:
    """The roll by agency as a sheet, with the columns of `ROLL_COLUMNS`."""
    return [
        (
            agency.first + place,
            english(agency.name),
            one.name,
            one.local,
            one.rank,
            one.designation,
            one.letter,
        )
        for agency in everybody.agencies
        for place, one in enumerate(agency.people)
    ]


def table_rows(everybody: PaperRoom) -> Sequence[Sequence[Cell]]:
    """The seating plan as a sheet, with the columns of `TABLE_COLUMNS`; without a table last."""
    rows: list[Sequence[Cell]] = [
        (table.letter, english(table.name), one.name, one.local, one.rank, english(one.agency))
        for table in everybody.tables
        for one in table.people
    ]
    left: list[Sequence[Cell]] = [("", "", one.name, one.local, one.rank, english(one.agency))
            for one in everybody.unseated]  # fmt: skip
    return rows + left


def _person(seat: Seat, names: dict[UUID, LocalizedText], seen: Seating) -> PaperPerson:
    short, letters = seen.agencies, seen.letters
    return PaperPerson(
        id=seat.id,
        name=seat.name,
        local=seat.name_local,
        rank=seat.rank,
        designation=seat.designation,
        agency=names[seat.agency_id],
        short=short[seat.agency_id],
        letter=letters.get(seat.syndicate_id, "") if seat.syndicate_id else "",
    )


def _by_agency(
    seen: Seating, names: dict[UUID, LocalizedText], people: dict[UUID, PaperPerson]
) -> list[PaperAgency]:
    found, first = [], 1
    for key, members in groupby(seen.seats, lambda seat: seat.agency_id):
        here = [people[seat.id] for seat in members]
        found.append(PaperAgency(names[key], here, first))
        first += len(here)
    return found


def _staff(head: SessionHead) -> list[PaperPerson]:
    """Organisers and trainers whose appointment reaches into the session; each person once."""
    found: dict[UUID, PaperPerson] = {}
    for row in session_staff(head.id):
        over = row.ends_on is not None and row.ends_on < head.starts_on
        if row.role in WITH_BADGE and not over and row.starts_on <= head.ends_on:
            found.setdefault(
                row.person_id,
                PaperPerson(
                    id=row.person_id,
                    name=row.name,
                    local=row.name_local,
                    rank="",
                    designation="",
                    agency=head.host_name,
                    short=head.host_name,
                    role=row.role.value,
                ),
            )
    return list(found.values())


def _agency_names(ids: set[UUID]) -> dict[UUID, LocalizedText]:
    rows = db.session.execute(sa.select(Agency.id, Agency.name).where(Agency.id.in_(ids)))
    return {row.id: row.name for row in rows}
