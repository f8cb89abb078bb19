"""Single-use links by which somebody without an account decides a step for an agency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from lms.accounts.rules import clean_email
from lms.audit.services import record
from lms.core import throttle
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db, unscoped
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.ids import hash_token, new_id, new_typed_token
from lms.core.messages import N_, Message
from lms.core.names import has_control
from lms.core.settings import settings
from lms.courses.queries import session_agencies, session_head
from lms.courses.rows import SessionHead
from lms.nominations.enums import Verdict
from lms.nominations.models import ApprovalLink, ApprovalStep
from lms.nominations.policies import Permission
from lms.nominations.queries import steps as queries
from lms.nominations.queries.plans import side_of
from lms.nominations.rules.steps import Step
from lms.nominations.services import verdicts
from lms.nominations.services.opening import ledger_for
from lms.outbox import services as outbox

LASTS = timedelta(days=14)
FREE_TRIES, WINDOW, LONGEST_WAIT = 30, timedelta(minutes=15), timedelta(seconds=30)


@dataclass(frozen=True)
class MadeLink:
    """A link that was just made: it can be shown now and never again, only its hash is stored."""

    url: str
    head: SessionHead
    agency: LocalizedText
    step: Step
    recipient: str
    expires_at: datetime
    mailed_to: str | None


@dataclass(frozen=True)
class OpenedLink:
    """What a good link shows: whose names of which session wait at which step."""

    link: ApprovalLink
    session: LocalizedText
    starts_on: object
    ends_on: object
    zone: str
    agency: LocalizedText
    step: LocalizedText
    names: list[queries.WaitingName]


def make(
    *,
    actor: Identity,
    slug: str,
    agency_id: UUID,
    step_id: UUID,
    recipient: str,
    email: str | None = None,
) -> MadeLink:
    """Make a link for one step of one agency's names; by mail where an address is given.

    It is good once, for 14 days, and no longer than the session. Raises NotFound for another
    agency's side, Invalid at recipient, step or email.
    """
    head = session_head(slug, actor)
    require(actor, Permission.MAKE_APPROVAL_LINK, side_of(head, agency_id))
    to = " ".join(recipient.split())
    step = next((one for one in queries.steps_in_force() if one.id == step_id), None)
    address = clean_email(email)
    faults = _faults(to, step, address)
    if step is None or faults or isinstance(address, Message):
        raise Invalid(faults)
    agency = next(one for one in session_agencies(head.id) if one.agency_id == agency_id)
    token, now = new_typed_token(), utcnow()
    row = ApprovalLink(
        id=new_id(),
        course_session_id=head.id,
        agency_id=agency_id,
        step_id=step.id,
        recipient=to,
        token_hash=hash_token(token),
        created_at=now,
        created_by=actor.person_id,
        expires_at=min(now + LASTS, _end(head)),
    )
    db.session.add(row)
    db.session.flush()
    url = f"{settings().base_url.rstrip('/')}/approve/{token}"
    made = MadeLink(url, head, agency.name, step, to, row.expires_at, address)
    if address:
        _mail(actor, made, agency_id)
    _note(actor, head, row, made)
    return made


def _faults(to: str, step: Step | None, address: str | Message | None) -> list[FieldError]:
    errors = []
    if isinstance(address, Message):
        errors.append(FieldError("email", address))
    if step is None:
        errors.append(FieldError("step", N_("Choose a step that is in force.")))
    if not to or len(to) > 160 or has_control(to):
        errors.append(
            FieldError("recipient", N_("Write who decides: name and office, 160 signs at most."))
        )
    return errors


def _end(head: SessionHead) -> datetime:
    """Midnight after the last day, in the session's zone."""
    day = head.ends_on + timedelta(days=1)
    return datetime.combine(day, time(), ZoneInfo(head.zone)).astimezone(UTC)


def _mail(actor: Identity, made: MadeLink, agency_id: UUID) -> None:
    outbox.send(
        template="nominations/approve",
        language=settings().languages[0],
        address=made.mailed_to,
        agency_id=agency_id,
        requested_by=actor,
        values={"made": made, "by": actor.name},
    )


def _note(actor: Identity, head: SessionHead, row: ApprovalLink, made: MadeLink) -> None:
    record(
        actor,
        "nominations.link_made",
        object_type="approval_link",
        object_id=row.id,
        course_session_id=head.id,
        summary=N_(
            "Made a link for %(recipient)s to decide “%(step)s”.",
            recipient=row.recipient,
            step=dict(made.step.title),
        ),
        after={"agency_id": row.agency_id, "mailed": bool(made.mailed_to)},
    )


def revoke(*, actor: Identity, slug: str, link_id: UUID) -> None:
    """Let a link lead nowhere from now on."""
    head = session_head(slug, actor)
    row = db.session.get(ApprovalLink, link_id)
    if row is None or row.course_session_id != head.id:
        raise NotFound
    require(actor, Permission.MAKE_APPROVAL_LINK, side_of(head, row.agency_id))
    if row.used_at is None and row.revoked_at is None:
        row.revoked_at = utcnow()
        db.session.flush()
        summary = N_("Took back the link of %(recipient)s.", recipient=row.recipient)
        record(actor, "nominations.link_revoked", object_type="approval_link", object_id=row.id,
               course_session_id=head.id, summary=summary)  # fmt: skip


def count_try(address: str) -> None:
    """Count a link that opened nothing against its address. Raises Throttled. Good links are
    neither counted nor delayed, whatever others try beside them."""
    key = f"approval-link:{address}"
    throttle.check(key)
    throttle.failed(key, free=FREE_TRIES, window=WINDOW, longest=LONGEST_WAIT)


def open_link(token: str) -> OpenedLink | None:
    """What a link shows, or None where it is unknown, used, taken back or over: all alike.

    Looking uses nothing up.
    """
    found = db.session.execute(
        sa.select(ApprovalLink, ApprovalStep.title)
        .join(ApprovalStep, ApprovalStep.id == ApprovalLink.step_id)
        .where(
            ApprovalLink.token_hash == hash_token(token),
            ApprovalLink.used_at.is_(None),
            ApprovalLink.revoked_at.is_(None),
            ApprovalLink.expires_at > utcnow(),
        )
    ).one_or_none()
    if found is None:
        return None
    link, step = found
    ledger_head = queries.session_facts(link.course_session_id)
    agency = next(
        (one for one in session_agencies(link.course_session_id)
         if one.agency_id == link.agency_id), None
    )  # fmt: skip
    if agency is None or ledger_head is None:
        return None
    return OpenedLink(link, *ledger_head, agency.name, step, queries.waiting_at(link))


def letter(token: str, nomination_id: UUID) -> UUID:
    """The file of a nomination letter that a good link shows. Raises NotFound."""
    opened = open_link(token)
    for name in opened.names if opened else ():
        if name.id == nomination_id and name.letter_file_id is not None:
            return name.letter_file_id
    raise NotFound


def decide(
    *, token: str, seen: frozenset[UUID], given: Mapping[UUID, tuple[Verdict, str]]
) -> verdicts.Ruled | None:
    """Decide all names that the reader saw, in one go, which uses the link up; None where it is
    good no more. Of two that arrive at once, one decides.

    Names decided or added meanwhile are left alone. Raises Invalid, which uses nothing up, where
    a name has no verdict or a decline no reason.
    """
    opened = open_link(token)
    if opened is None:
        return None
    verdicts.lock_sessions([opened.link.course_session_id])
    names = [one for one in queries.waiting_at(opened.link) if one.id in seen]
    open_names = [one for one in names if not one.own]
    verdicts.require_verdicts(open_names, given)
    if not _use_up(opened.link.id):
        return None
    actor = Identity(person_id=None, name=opened.link.recipient)
    ledger = ledger_for(opened.link.course_session_id, actor=actor)
    rows = verdicts.locked_rows([one.id for one in names])
    for name in names:
        verdict, reason = given.get(name.id, (Verdict.RECUSED, ""))
        if name.own:
            verdict, reason = Verdict.RECUSED, verdicts.OWN_NAME
        said = verdicts.Said(
            verdict, reason.strip(), office=opened.link.recipient, link_id=opened.link.id
        )
        verdicts.rule(ledger, rows[name.id], name.step, said)
    return verdicts.Ruled(len(open_names), len(names) - len(open_names), len(seen) - len(names))


def _use_up(link_id: UUID) -> bool:
    done = db.session.execute(
        sa.update(ApprovalLink)
        .where(ApprovalLink.id == link_id, ApprovalLink.used_at.is_(None))
        .values(used_at=utcnow())
        .execution_options(synchronize_session="fetch")
    )
    return bool(getattr(done, "rowcount", 0) == 1)


@dataclass(frozen=True)
class LinkRow:
    """A link that was made for one side of a session: to whom, for what, and what became of it."""

    id: UUID
    recipient: str
    step: LocalizedText
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def links_of(*, actor: Identity, slug: str, agency_id: UUID) -> list[LinkRow]:
    """The links of one side, newest first."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_SIDE, side_of(head, agency_id))
    rows = db.session.execute(
        unscoped(
            sa.select(
                ApprovalLink.id,
                ApprovalLink.recipient,
                ApprovalStep.title,
                ApprovalLink.created_at,
                ApprovalLink.expires_at,
                ApprovalLink.used_at,
                ApprovalLink.revoked_at,
            )
            .join(ApprovalStep, ApprovalStep.id == ApprovalLink.step_id)
            .where(ApprovalLink.course_session_id == head.id, ApprovalLink.agency_id == agency_id)
            .order_by(ApprovalLink.created_at.desc(), ApprovalLink.id),
            because="the links of one side that the actor sees",
        )
    )
    return [LinkRow(*row) for row in rows]
