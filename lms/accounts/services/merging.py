"""Making two records of one person one, and two again."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from lms.accounts.enums import AppointmentRole, Gender
from lms.accounts.merging import MergeLine, Mover, movers
from lms.accounts.models import Account, Appointment, Membership, Person, PersonMerge
from lms.accounts.policies import Permission
from lms.accounts.services.appointments import refuse_last_administrator
from lms.accounts.services.logins import close_account
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import Json, db, lock_row, unscoped
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_, Message
from lms.outbox.models import OutboxMessage

FILLED = ("name_local", "certificate_name", "email", "mobile", "language", "gender")
_EMPTY = ("", None, Gender.NOT_SAID)


@dataclass(frozen=True)
class MergePreview:
    """What a merge would do. With `conflicts` it is refused as things are."""

    kept: Person
    merged: Person
    lines: list[MergeLine]
    staying: list[MergeLine]
    filled: list[str]
    conflicts: list[Message]


def preview_merge(*, actor: Identity, kept_id: uuid.UUID, merged_id: uuid.UUID) -> MergePreview:
    """What would move from one record to the other. Raises NotFound, Refused."""
    kept, merged = _pair(actor, kept_id, merged_id)
    lines = [line for mover in _all_movers() for line in mover.lines(kept_id, merged_id)]
    staying = [line for mover in _all_movers() for line in mover.staying(kept_id, merged_id)]
    account = _account(merged_id)
    if account is not None:
        line = MergeLine(N_("Account %(username)s", username=account.username), 1)
        (lines if _account(kept_id) is None else staying).append(line)
    conflicts = [text for mover in _all_movers() for text in mover.conflicts(kept_id, merged_id)]
    return MergePreview(kept, merged, lines, staying, _fills(kept, merged), conflicts)


def merge_people(*, actor: Identity, kept_id: uuid.UUID, merged_id: uuid.UUID) -> PersonMerge:
    """Move everything of `merged_id` to `kept_id` and archive it. `moved` keeps the way back.

    Raises Refused with what to do where the two cannot be one as things are.
    """
    preview = preview_merge(actor=actor, kept_id=kept_id, merged_id=merged_id)
    if preview.conflicts:
        raise Refused(preview.conflicts[0])
    kept, merged = preview.kept, preview.merged
    moved: Json = {"schema": 1, "rooms": {}, "archived_at": _iso(merged.archived_at)}
    for mover in _all_movers():
        moved["rooms"][mover.name] = mover.move(kept_id, merged_id)
    moved["account"] = _move_account(kept_id, merged_id)
    moved["filled"] = _fill(kept, merged, preview.filled)
    merged.archived_at, merged.merged_into_id = utcnow(), kept_id
    kept.version, merged.version = kept.version + 1, merged.version + 1
    row = PersonMerge(
        kept_id=kept_id,
        merged_id=merged_id,
        merged_at=utcnow(),
        merged_by=actor.person_id,
        moved=moved,
    )
    db.session.add(row)
    db.session.flush()
    if _is_administrator(kept_id):
        refuse_last_administrator()
    _record(actor, "accounts.people_merged", kept, merged, moved)
    return row


def unmerge_people(*, actor: Identity, merge_id: uuid.UUID) -> uuid.UUID:
    """Put everything back that a merge moved and that is still there; returns the kept person.

    What came to the kept record later stays with it. Raises Refused where either record was
    merged again since: the later merge is undone first.
    """
    require(actor, Permission.MERGE_PEOPLE)
    row = db.session.scalar(lock_row(sa.select(PersonMerge).where(PersonMerge.id == merge_id)))
    if row is None or row.unmerged_at is not None:
        raise NotFound
    kept, merged = _locked(row.kept_id), _locked(row.merged_id)
    if kept.merged_into_id is not None:
        raise Refused(N_("This record was merged into another since. Undo that merge first."))
    concerns_administrators = _is_administrator(kept.id)
    for mover in _all_movers():
        mover.undo(kept.id, merged.id, row.moved["rooms"].get(mover.name, {"keys": []}))
    _unmove_account(kept.id, merged.id, row.moved["account"])
    _unfill(kept, row.moved["filled"])
    merged.merged_into_id = None
    merged.archived_at = _from_iso(row.moved["archived_at"])
    kept.version, merged.version = kept.version + 1, merged.version + 1
    row.unmerged_at = utcnow()
    db.session.flush()
    if concerns_administrators:
        refuse_last_administrator()
    _record(actor, "accounts.people_unmerged", kept, merged, row.moved)
    return kept.id


def _pair(actor: Identity, kept_id: uuid.UUID, merged_id: uuid.UUID) -> tuple[Person, Person]:
    require(actor, Permission.MERGE_PEOPLE)
    if kept_id == merged_id:
        raise Refused(N_("These are not two records. Choose another one."))
    # locked in one order, so that two merges at once do not wait for each other
    rows = {person_id: _locked(person_id) for person_id in sorted((kept_id, merged_id))}
    kept, merged = rows[kept_id], rows[merged_id]
    if kept.archived_at is not None:
        raise Refused(N_("The record to be kept is archived. Restore it first."))
    if merged.merged_into_id is not None:
        raise Refused(N_("This record was merged already."))
    if merged_id == actor.person_id:
        raise Refused(N_("One of the two is your own record: let that be the one that is kept."))
    return kept, merged


def _locked(person_id: uuid.UUID) -> Person:
    person = db.session.scalar(
        unscoped(
            lock_row(sa.select(Person).where(Person.id == person_id)),
            because="administrators merge whole records",
        )
    )
    if person is None:
        raise NotFound
    return person


def _all_movers() -> list[Mover]:
    return [
        Mover("memberships", N_("Memberships"), Membership.person_id, stays=_second_membership),
        Mover("appointments", N_("Appointments"), Appointment.person_id),
        Mover("messages", N_("Messages of the outbox"), OutboxMessage.person_id),
        *movers(),
    ]


def _second_membership(kept_id: uuid.UUID, merged_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """A person serves in one agency at a time: the kept record's present one counts."""
    rows = db.session.execute(
        unscoped(
            sa.select(Membership.id, Membership.person_id).where(
                Membership.person_id.in_((kept_id, merged_id)), Membership.ends_on.is_(None)
            ),
            because="administrators merge whole records",
        )
    ).all()
    if all(owner == merged_id for _id, owner in rows):
        return []
    return [row_id for row_id, owner in rows if owner == merged_id]


def _account(person_id: uuid.UUID) -> Account | None:
    return db.session.scalar(sa.select(Account).where(Account.person_id == person_id))


def _move_account(kept_id: uuid.UUID, merged_id: uuid.UUID) -> Json:
    """The merged record's account moves, or is closed where the kept one has its own."""
    account = _account(merged_id)
    if account is None:
        return {}
    if _account(kept_id) is None:
        account.person_id = kept_id
        db.session.flush()
        return {"id": str(account.id), "moved": True}
    was_open = account.disabled_at is None
    if was_open:
        close_account(account)
    return {"id": str(account.id), "moved": False, "closed": was_open}


def _unmove_account(kept_id: uuid.UUID, merged_id: uuid.UUID, moved: Json) -> None:
    account = db.session.get(Account, uuid.UUID(moved["id"])) if moved else None
    if account is None:
        return
    if moved["moved"]:
        if account.person_id == kept_id:
            account.person_id = merged_id
    elif moved["closed"]:
        account.disabled_at = None
    db.session.flush()


def _fills(kept: Person, merged: Person) -> list[str]:
    """Fields that are empty in the kept record and known in the other."""
    return [
        name
        for name in FILLED
        if getattr(kept, name) in _EMPTY and getattr(merged, name) not in _EMPTY
    ]


def _fill(kept: Person, merged: Person, names: Sequence[str]) -> Json:
    before: Json = {}
    for name in names:
        before[name] = {"was": getattr(kept, name), "is": getattr(merged, name)}
        setattr(kept, name, getattr(merged, name))
    return before


def _unfill(kept: Person, filled: Json) -> None:
    """Empty what the merge filled, unless somebody changed it since."""
    for name, values in filled.items():
        if getattr(kept, name) == values["is"]:
            setattr(kept, name, Gender(values["was"]) if name == "gender" else values["was"])


def _is_administrator(person_id: uuid.UUID) -> bool:
    found = db.session.scalar(
        sa.select(Appointment.id)
        .where(
            Appointment.person_id == person_id,
            Appointment.role == AppointmentRole.ADMINISTRATOR,
            Appointment.ends_on.is_(None),
        )
        .limit(1)
    )
    return found is not None


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _from_iso(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _record(actor: Identity, act: str, kept: Person, merged: Person, moved: Json) -> None:
    audit.record(
        actor,
        act,
        object_type="person",
        object_id=kept.id,
        summary=N_("%(kept)s and %(merged)s.", kept=kept.full_name, merged=merged.full_name),
        after={"merged_id": merged.id, "rooms": moved["rooms"]},
    )
