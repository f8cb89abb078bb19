"""Asking the solver for timetables of one session, stopping it, and taking one over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.enums import ItemKind, ProposalState
from lms.agenda.formats.proposals import ask_json, ask_of
from lms.agenda.inputs import ItemInput
from lms.agenda.models import AgendaProposal
from lms.agenda.policies import Permission
from lms.agenda.queries.agenda import Draft, draft_of
from lms.agenda.queries.proposals import JOB, job_key, running
from lms.agenda.queries.solving import known_of
from lms.agenda.rules.solving.asking import MOST_MINUTES, SECONDS, Ask, LeftOut, Which
from lms.agenda.rules.solving.clock import QUARTERS
from lms.agenda.rules.solving.known import Known
from lms.agenda.rules.solving.problem import movable_ids
from lms.agenda.rules.times import QUARTER
from lms.agenda.services.items import as_input, replace_agenda
from lms.agenda.services.steps import Saved
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.db import db, lock_row
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.jobs import enqueue
from lms.core.messages import N_, Message
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead

CHANGED = N_("The agenda was changed since these were made. Ask again for the agenda as it is now.")


def ask(*, actor: Identity, slug: str, wanted: Ask) -> AgendaProposal:
    """Let the worker look for timetables. Raises Invalid with every fault at its field, and
    Refused while another asking of the session is being worked on."""
    head = session_head(slug, actor)
    require(actor, Permission.PLAN, head)
    draft = draft_of(head, actor)
    faults = _faults(wanted, known_of(draft))
    if faults:
        raise Invalid(faults)
    if running(head.id) is not None:
        raise Refused(N_("The solver is at work on this session. Wait for it, or stop it."))
    row = AgendaProposal(
        course_session_id=head.id,
        revision=draft.revision,
        request=ask_json(wanted),
        result={},
        requested_by=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    enqueue(JOB, requested_by=actor, key=job_key(row.id), proposal_id=row.id)
    audit.record(
        actor,
        "agenda.proposal_asked",
        object_type="agenda_proposal",
        object_id=row.id,
        summary=N_("A timetable asked from the solver."),
        course_session_id=head.id,
        after={"which": wanted.which, "days": list(wanted.days), "seconds": wanted.seconds},
    )
    return row


def ask_again(
    *, actor: Identity, slug: str, proposal_id: UUID, left_out: LeftOut | None = None
) -> AgendaProposal:
    """The same asked for the draft as it is now, without one more rule where one is named."""
    head, row = _proposal(actor, slug, proposal_id)
    draft = draft_of(head, actor)
    wanted = _as_now(ask_of(row.request), known_of(draft))
    if left_out is not None:
        wanted = replace(wanted, left_out=(*wanted.left_out, left_out))
    return ask(actor=actor, slug=slug, wanted=wanted)


def stop(*, actor: Identity, slug: str, proposal_id: UUID) -> None:
    """Ask the solver to end with the best so far. What has ended already stays as it is."""
    _head, row = _proposal(actor, slug, proposal_id)
    if row.state in {ProposalState.WAITING, ProposalState.RUNNING}:
        row.stop_asked = True


def accept(*, actor: Identity, slug: str, proposal_id: UUID, number: int) -> Saved:
    """Set the items as a proposal has them (`number` from 0), in one step that can be undone.

    Refused where the draft has changed since it was made.
    """
    head, row = _proposal(actor, slug, proposal_id)
    proposals = row.result.get("proposals", [])
    if row.state is not ProposalState.DONE or not 0 <= number < len(proposals):
        raise NotFound
    draft = draft_of(head, actor)
    if draft.revision != row.revision:
        raise Refused(CHANGED)
    placed = proposals[number]["placed"]
    saved = replace_agenda(
        actor=actor,
        slug=slug,
        act="proposal_accepted",
        items=_inputs(draft, row.result["items"], placed),
        revision=row.revision,
    )
    row.accepted = number
    audit.record(
        actor,
        "agenda.proposal_accepted",
        object_type="agenda_proposal",
        object_id=row.id,
        summary=N_("A proposed timetable taken over."),
        course_session_id=head.id,
        after={"number": number + 1, "items": len(placed)},
    )
    return saved


def _inputs(
    draft: Draft, items: Mapping[str, Any], placed: list[dict[str, Any]]
) -> dict[UUID, ItemInput]:
    """The items that the proposal places, as they would be given anew."""
    present = {str(item.id): item for item in draft.items}
    found: dict[UUID, ItemInput] = {}
    for one in placed:
        row = present.get(one["item"])
        base = as_input(row) if row else _new(items[one["item"]])
        found[UUID(one["item"])] = replace(
            base,
            starts_at=datetime.fromisoformat(one["starts_at"]),
            ends_at=datetime.fromisoformat(one["ends_at"]),
            room_id=UUID(one["room"]) if one["room"] else None,
            trainer_ids=tuple(sorted(UUID(person) for person in one["trainers"])),
        )
    return found


def _new(item: Mapping[str, Any]) -> ItemInput:
    return ItemInput(
        kind=ItemKind(item["kind"]),
        title=item["title"],
        starts_at=datetime.fromisoformat(item["starts_at"]),
        ends_at=datetime.fromisoformat(item["ends_at"]),
        content=item["content"],
    )


def _proposal(actor: Identity, slug: str, proposal_id: UUID) -> tuple[SessionHead, AgendaProposal]:
    head = session_head(slug, actor)
    require(actor, Permission.PLAN, head)
    row = db.session.scalar(
        lock_row(
            sa.select(AgendaProposal).where(
                AgendaProposal.id == proposal_id, AgendaProposal.course_session_id == head.id
            )
        )
    )
    if row is None:
        raise NotFound
    return head, row


def _as_now(wanted: Ask, known: Known) -> Ask:
    """The asking without items, rooms, trainers, days and parts that are gone since."""
    items = {item.id for item in known.items}
    rooms = {room.id for room in known.rooms if room.archived_at is None}
    people = {row.person_id for row in known.trainers}
    missing = {part.content for part in known.missing_parts}
    return replace(
        wanted,
        days=tuple(day for day in wanted.days if day in known.session_days),
        item_ids=tuple(one for one in wanted.item_ids if one in items),
        room_ids=tuple(one for one in wanted.room_ids if one in rooms),
        trainer_ids=tuple(one for one in wanted.trainer_ids if one in people),
        new=tuple(one for one in wanted.new if one.content in missing),
    )


def _faults(wanted: Ask, known: Known) -> list[FieldError]:
    """Every fault of an asking, against what is known of the draft."""
    found: list[FieldError] = []
    if not wanted.days or not set(wanted.days) <= set(known.session_days):
        found.append(FieldError("days", N_("Choose at least one day of the session.")))
    if not 0 <= wanted.opens < wanted.closes <= QUARTERS * QUARTER:
        found.append(FieldError("closes", N_("The end lies before the start.")))
    elif wanted.closes - wanted.opens < QUARTER * 2:
        found.append(FieldError("closes", N_("Give the day half an hour or more.")))
    if any(room.archived_at is None for room in known.rooms) and not wanted.room_ids:
        found.append(FieldError("rooms", N_("Choose at least one room.")))
    if wanted.seconds not in SECONDS:
        found.append(FieldError("seconds", N_("Choose a time from the list.")))
    if wanted.which is Which.CHOSEN and not set(wanted.item_ids) & {i.id for i in known.items}:
        found.append(FieldError("items", N_("Choose the items that may move.")))
    elif not movable_ids(known, wanted) and not wanted.new:
        found.append(FieldError("which", _nothing_moves(wanted)))
    if any(not QUARTER <= one.minutes <= MOST_MINUTES for one in wanted.new):
        message = N_("Give each new part 15 to %(most)s minutes.", most=MOST_MINUTES)
        found.append(FieldError("new", message))
    return found


def _nothing_moves(wanted: Ask) -> Message:
    if wanted.which is Which.WITHOUT_ROOM:
        return N_("Every item has a room. Choose others that may move.")
    if wanted.which is Which.CLASHING:
        return N_("No item that may move clashes. Choose others that may move.")
    return N_("There is nothing that may move. Add items, unlock some, or add parts of the course.")
