"""Where a paper is: the fold of what happened to it, beginning with the ceremony's mark; when the
end of a certificate is told. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from lms.aftercare.enums import Place, Show, Way
from lms.ceremony.enums import Mark
from lms.core.messages import N_, Message

SCHEMA = 1
PLACE_WORDS: Mapping[Place, Message] = {
    Place.OFFICE: N_("at the office"),
    Place.HOLDER: N_("in the holder's hand"),
    Place.BEARER: N_("with a bearer"),
    Place.POST: N_("posted"),
    Place.RETURNED: N_("came back"),
    Place.TO_AGENCY: N_("on its way to the agency"),
    Place.AGENCY: N_("at the agency"),
}
IN_HAND = frozenset({Place.HOLDER, Place.BEARER, Place.POST})
WITH_AGENCY = frozenset({Place.TO_AGENCY, Place.AGENCY})
_AT_OFFICE = frozenset({Place.OFFICE, Place.RETURNED})
_LEADS_TO = {
    Way.COLLECTED: Place.HOLDER,
    Way.BEARER: Place.BEARER,
    Way.POSTED: Place.POST,
    Way.RETURNED: Place.RETURNED,
    Way.AGENCY: Place.TO_AGENCY,
    Way.RECEIVED: Place.AGENCY,
    Way.HANDED_ON: Place.HOLDER,
    Way.REPLACED: Place.OFFICE,
}
_FROM = {
    Way.COLLECTED: _AT_OFFICE,
    Way.BEARER: _AT_OFFICE,
    Way.POSTED: _AT_OFFICE,
    Way.AGENCY: _AT_OFFICE,
    Way.RETURNED: frozenset({Place.POST}),
    Way.RECEIVED: frozenset({Place.TO_AGENCY}),
    Way.HANDED_ON: frozenset({Place.AGENCY}),
    Way.REPLACED: frozenset(Place),
}


class Step(NamedTuple):
    """One event as it is kept."""

    uuid: UUID
    sequence: int
    way: Way
    payload: Mapping[str, Any]
    at: datetime


class Marked(NamedTuple):
    """The ceremony's mark of a paper, and when it was made."""

    mark: Mark
    at: datetime


@dataclass
class Whereabouts:
    """Where a paper is now. `steps` are those that count, oldest first; `last` can be undone.

    `at_ceremony` is the ceremony's mark where it decides; `since` is None before anything happened.
    """

    place: Place = Place.OFFICE
    since: datetime | None = None
    at_ceremony: Mark | None = None
    steps: list[Step] = field(default_factory=list)

    @property
    def last(self) -> Step | None:
        return self.steps[-1] if self.steps else None

    @property
    def in_hand(self) -> bool:
        return self.place in IN_HAND

    @property
    def copies(self) -> int:
        """How often the same file was printed again for a lost paper."""
        return sum(step.way is Way.REPLACED for step in self.steps)

    @property
    def handover(self) -> str:
        """The hand-over that the paper is part of, "" for none: the newest, not undone."""
        for step in reversed(self.steps):
            if step.way is Way.REPLACED:
                return ""
            if step.way is Way.AGENCY:
                return str(step.payload.get("handover") or "")
        return ""

    def allows(self, way: Way) -> bool:
        """Whether this may happen to the paper where it is. A copy that has not left the office is
        not lost again: whoever presses twice has one."""
        if way is Way.REPLACED and self.last is not None and self.last.way is Way.REPLACED:
            return False
        return self.place in _FROM.get(way, frozenset())


def fold(steps: Iterable[Step], marked: Marked | None = None) -> Whereabouts:
    """Where the paper is after these events, in their sequence; what was undone counts no more."""
    ordered = sorted(steps, key=lambda one: one.sequence)
    undone = {str(one.payload.get("undoes")) for one in ordered if one.way is Way.UNDONE}
    found = Whereabouts()
    if marked is not None and marked.mark is not Mark.ABSENT:
        posted = marked.mark is Mark.POSTED
        found.place, found.since = Place.POST if posted else Place.HOLDER, marked.at
    found.at_ceremony = marked.mark if marked is not None else None
    for one in ordered:
        if one.way is not Way.UNDONE and str(one.uuid) not in undone:
            found.steps.append(one)
            found.place, found.since = _LEADS_TO[one.way], one.at
    return found


def shown(where: Whereabouts, show: Show) -> bool:
    """Whether a filter shows the paper."""
    if show is Show.OPEN:
        return not where.in_hand
    if show is Show.AGENCY:
        return where.place in WITH_AGENCY
    return show is not Show.POSTED or where.place is Place.POST


REMIND = (90, 30, 0)  # days before the last day of validity
LATE = 14  # days after the end on which a missed reminder is still sent


def due_reminder(expires_on: date, today: date, sent: Collection[int]) -> int | None:
    """Which reminder is due: the latest whose day has come, unless it or a later one was sent.
    None before the first, and long after the end: nobody is told of what ended years ago."""
    left = (expires_on - today).days
    if left < -LATE:
        return None
    come = [days for days in REMIND if left <= days]
    if not come or any(days <= come[-1] for days in sent):
        return None
    return come[-1]
