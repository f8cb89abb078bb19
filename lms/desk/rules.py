"""From counts to what is next: pure rules over what stands on record for each session."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.agenda.enums import TrainerState
from lms.agenda.overview import AgendaCount, Proposed
from lms.agenda.queries.trainers import OwnAsking
from lms.attendance.overview import OpenHalfDay
from lms.certificates.overview import CertificateCount
from lms.core.access import Role
from lms.core.messages import N_, Message
from lms.courses.enums import DayPart, SessionState
from lms.courses.rows import SessionRow
from lms.enrolments.overview import RollCount
from lms.exercises.overview import AttemptCount
from lms.nominations.enums import NominationState
from lms.nominations.overview import NominationCount
from lms.nominations.queries.invitations import OwnInvitation
from lms.nominations.queries.steps import WaitingName

S = SessionState
PART_WORDS = {
    DayPart.MORNING: N_("morning"),
    DayPart.AFTERNOON: N_("afternoon"),
    DayPart.EVENING: N_("evening"),
}
ENDED = frozenset({S.CLOSED, S.CANCELLED})
TAKING = frozenset({S.ANNOUNCED, S.CONFIRMED, S.RUNNING})


@dataclass(frozen=True)
class SessionCard:
    """A session with its figures, and the roles that the actor holds in it."""

    row: SessionRow
    roles: frozenset[Role]
    roll: RollCount
    certificates: CertificateCount
    attempts: AttemptCount
    open_half_days: Sequence[OpenHalfDay]
    agenda: AgendaCount = field(default_factory=AgendaCount)
    nominations: NominationCount = field(default_factory=NominationCount)

    @property
    def staffed(self) -> bool:
        """Whether the actor sees the whole session, not only the own agency's people."""
        return bool(self.roles - {Role.FOCAL_POINT})

    @property
    def opens_roll(self) -> bool:
        """Whether the actor may read names; an observer sees figures alone."""
        return bool(self.roles - {Role.OBSERVER})


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for the actor. `due` is a day of the session's zone, None: no day.

    `mark` is the kind of the state mark; `endpoint` and `values` lead to where it is done.
    """

    course_session_id: UUID
    title: dict[str, str]
    zone: str
    due: date | None
    what: Message
    state: Message
    mark: str
    act: Message
    endpoint: str
    values: dict[str, str] = field(default_factory=dict)
    blocks: bool = False


def today(zone: str, now: datetime) -> date:
    """The day at the venue."""
    return now.astimezone(ZoneInfo(zone)).date()


def waits_for_organiser(card: SessionCard, now: datetime) -> list[Waiting]:
    """What an organiser has to do for one session, the most pressing first."""
    row = card.row
    if row.state in ENDED:
        return []
    if row.state is S.DRAFT:
        return [_turn(card, N_("Finish the set-up and announce it"), N_("Open the session"))]
    if row.state is S.POSTPONED:
        return [_turn(card, N_("Give the postponed session new dates"), N_("Open the session"))]
    return [
        *_nominations(card, now),
        *_agenda(card, now),
        *_roll(card),
        *_marks(card),
        *_by_hand(card),
        *_release(card),
        *_papers(card),
        *_next_state(card, now),
    ]


def waits_for_trainer(card: SessionCard, now: datetime) -> list[Waiting]:
    """What a trainer has to do for one session that nobody else is told of first."""
    if card.row.state in ENDED:
        return []
    return [*_agenda(card, now), *_marks(card), *_by_hand(card), *_release(card)]


def waits_for_answer(askings: Sequence[OwnAsking]) -> list[Waiting]:
    """Sessions that ask the actor to teach: others plan by the answer, so it comes first."""
    return [
        Waiting(
            one.course_session_id,
            one.title,
            one.zone,
            one.starts_on,
            N_("Answer: will you teach?"),
            N_("asked, not answered"),
            "open info",
            N_("Answer"),
            "agenda.answer_teaching",
            {"slug": one.slug},
            blocks=True,
        )
        for one in askings
        if one.open and one.state is TrainerState.ASKED
    ]


def waits_for_choice(ready: Sequence[Proposed]) -> list[Waiting]:
    """What the solver answered, until a timetable is taken over or the draft moves on."""
    return [
        Waiting(
            one.course_session_id,
            one.title,
            one.zone,
            one.starts_on,
            N_("Look at the proposed timetables"),
            N_("ready") if one.fits else N_("nothing fits"),
            "half" if one.fits else "warn",
            N_("See the proposals"),
            "agenda.proposal",
            {"slug": one.slug, "proposal_id": str(one.proposal_id)},
        )
        for one in ready
    ]


def waits_for_approval(names: Sequence[WaitingName]) -> list[Waiting]:
    """Names of the own agency that wait for the actor's word, a line for each session."""
    by_session: dict[UUID, list[WaitingName]] = {}
    for name in names:
        if not name.own:
            by_session.setdefault(name.course_session_id, []).append(name)
    return [
        Waiting(
            key,
            waiting[0].session,
            "UTC",
            waiting[0].starts_on,
            N_("Approve your agency's names"),
            N_("%(n)s names wait for you", n=len(waiting)),
            "half",
            N_("Read the names"),
            "nominations.approvals",
        )
        for key, waiting in by_session.items()
    ]


def waits_for_reply(invitations: Sequence[OwnInvitation]) -> list[Waiting]:
    """Invitations that the actor has not answered."""
    return [
        Waiting(
            one.id,
            one.title,
            "UTC",
            one.starts_on,
            N_("Answer: will you come?"),
            N_("invited, not answered"),
            "open info",
            N_("Answer"),
            "nominations.own_invitation",
            {"nomination_id": str(one.id)},
            blocks=True,
        )
        for one in invitations
        if one.session_state in TAKING
        and (one.state is NominationState.APPROVED or one.offered_at is not None)
    ]


def waits_for_signatory(card: SessionCard) -> list[Waiting]:
    """The list to read before the office's name goes under the certificates."""
    row = card.row
    if row.state not in {S.RUNNING, S.COMPLETED} or not card.roll.people:
        return []
    if card.certificates.in_force:
        return []
    return [
        _item(
            card,
            "certificates.session_certificates",
            due=row.ends_on,
            what=N_("Read the list of certificates before they are issued"),
            state=N_("%(n)s people on the roll", n=card.roll.people),
            mark="half",
            act=N_("Read the list"),
        )
    ]


def _turn(card: SessionCard, what: Message, act: Message, due: date | None = None) -> Waiting:
    return _item(
        card,
        "courses.overview",
        due=due or card.row.starts_on,
        what=what,
        state=N_("next step"),
        mark="half",
        act=act,
    )


def _agenda(card: SessionCard, now: datetime) -> list[Waiting]:
    """An agenda that is still to be planned, or whose changes nobody was told of."""
    row, agenda = card.row, card.agenda
    if row.state not in {S.ANNOUNCED, S.CONFIRMED, S.RUNNING} or today(row.zone, now) > row.ends_on:
        return []
    if agenda.changed:
        words = (N_("Release the changes of the agenda"), N_("changed since the release"), "warn")
    elif agenda.released or row.state is S.RUNNING:
        return []
    elif agenda.items:
        state = N_("%(n)s items, not released", n=agenda.items)
        words = (N_("Release the agenda"), state, "half")
    else:
        words = (N_("Plan the agenda"), N_("no items yet"), "open none")
    what, state, mark = words
    act = N_("Open the agenda")
    return [
        _item(card, "agenda.agenda", due=row.starts_on, what=what, state=state, mark=mark, act=act)
    ]


def waits_for_focal_point(card: SessionCard, now: datetime) -> list[Waiting]:
    """Seats of the agency that no person has, while it may name somebody."""
    counts, row = card.nominations, card.row
    late = counts.closes_at is not None and counts.closes_at < now
    if row.state not in TAKING or not counts.open or late or not counts.own_free:
        return []
    due = today(row.zone, counts.closes_at) if counts.closes_at else row.starts_on
    return [
        _item(
            card,
            "nominations.entry",
            due=due,
            what=N_("Name your people"),
            state=N_("seats without a name: %(n)s", n=counts.own_free),
            mark="open none",
            act=N_("Nominate"),
        )
    ]


def _nominations(card: SessionCard, now: datetime) -> list[Waiting]:
    """Names that wait for a decision, and suspicions that somebody is named twice."""
    counts, row = card.nominations, card.row
    if row.state not in TAKING or today(row.zone, now) > row.ends_on:
        return []
    found = []
    if counts.to_decide:
        due = today(row.zone, counts.closes_at) if counts.closes_at else row.starts_on
        found.append(
            _item(
                card,
                "nominations.entry",
                due=due,
                what=N_("Decide on nominations"),
                state=N_("%(n)s names to decide", n=counts.to_decide),
                mark="half",
                act=N_("Open the board"),
            )
        )
    if counts.doubles:
        found.append(
            _item(
                card,
                "nominations.entry",
                due=row.starts_on,
                what=N_("Look at suspected doubles"),
                state=N_("%(n)s to answer", n=counts.doubles),
                mark="warn",
                act=N_("Open the board"),
                view="doubles",
            )
        )
    return found


def _takes_names(card: SessionCard) -> bool:
    """Whether the roll fills through nominations, so that an empty one is no fault."""
    counts = card.nominations
    return bool(counts.open or counts.to_decide or counts.in_steps or counts.unanswered)


def _roll(card: SessionCard) -> list[Waiting]:
    row, counts = card.row, card.roll
    if not counts.people and _takes_names(card):
        return []
    if not counts.people:
        return [
            _item(
                card,
                "enrolments.roll",
                due=row.starts_on,
                what=N_("Put people on the roll"),
                state=N_("nobody yet"),
                mark="open none",
                act=N_("Open the roll"),
            )
        ]
    if not counts.unapproved:
        return []
    late = row.state in {S.RUNNING, S.COMPLETED}
    return [
        _item(
            card,
            "enrolments.names",
            due=row.ends_on,
            what=N_("Approve names on certificates"),
            state=N_("%(n)s of %(of)s not approved", n=counts.unapproved, of=counts.people),
            mark="warn" if late else "half",
            act=N_("Compare the names"),
            blocks=row.state is S.COMPLETED,
        )
    ]


def _marks(card: SessionCard) -> list[Waiting]:
    return [
        _item(
            card,
            "attendance.half_day",
            due=half.day,
            what=N_("Mark attendance: %(day)s, %(part)s", day=half.day, part=PART_WORDS[half.part]),
            state=N_("%(n)s of %(of)s marked", n=half.marked, of=half.people),
            mark="half" if half.marked else "open none",
            act=N_("Take attendance"),
            half_day_id=str(half.half_day_id),
        )
        for half in card.open_half_days
    ]


def _by_hand(card: SessionCard) -> list[Waiting]:
    count = card.attempts.to_mark
    state = N_("%(n)s attempts wait for it", n=count)
    return _work(card, N_("Mark answers by hand"), state) if count else []


def _release(card: SessionCard) -> list[Waiting]:
    count = card.attempts.unreleased
    state = N_("%(n)s marked, not released", n=count)
    return _work(card, N_("Release marks to the participants"), state) if count else []


def _work(card: SessionCard, what: Message, state: Message) -> list[Waiting]:
    """What waits where the session's work is marked."""
    return [
        _item(
            card,
            "exercises.index",
            due=card.row.ends_on,
            what=what,
            state=state,
            mark="half",
            act=N_("See the work"),
        )
    ]


def _papers(card: SessionCard) -> list[Waiting]:
    counts = card.certificates
    issued = counts.in_force and not counts.unfiled
    if card.row.state is not S.COMPLETED or not card.roll.people or issued:
        return []
    making = bool(counts.unfiled)
    return [
        _item(
            card,
            "certificates.session_certificates",
            due=card.row.ends_on,
            what=N_("Issue certificates"),
            state=N_("%(n)s files are being made", n=counts.unfiled)
            if making
            else N_("none issued yet"),
            mark="half" if making else "open none",
            act=N_("See the progress") if making else N_("Check the list"),
        )
    ]


def _next_state(card: SessionCard, now: datetime) -> list[Waiting]:
    row, day = card.row, today(card.row.zone, now)
    if row.state is S.ANNOUNCED:
        return [_turn(card, N_("Confirm that the session takes place"), N_("Open the session"))]
    if row.state is S.CONFIRMED and day >= row.starts_on:
        return [_turn(card, N_("Set the session to running"), N_("Open the session"))]
    if row.state is S.RUNNING and day > row.ends_on:
        what = N_("Set the session to completed")
        return [_turn(card, what, N_("Open the session"), row.ends_on)]
    if row.state is S.COMPLETED and card.certificates.in_force and not card.certificates.unfiled:
        return [_turn(card, N_("Close the session"), N_("See the checklist"), row.ends_on)]
    return []


def _item(
    card: SessionCard,
    endpoint: str,
    *,
    due: date,
    what: Message,
    state: Message,
    mark: str,
    act: Message,
    blocks: bool = False,
    **values: str,
) -> Waiting:
    where = {"slug": card.row.slug, **values}
    return Waiting(
        card.row.id,
        card.row.title,
        card.row.zone,
        due,
        what,
        state,
        mark,
        act,
        endpoint,
        where,
        blocks,
    )


def in_order(items: Sequence[Waiting]) -> list[Waiting]:
    """What blocks something else first, then by day; things without a day last."""
    return sorted(items, key=lambda item: (not item.blocks, item.due or date.max))
