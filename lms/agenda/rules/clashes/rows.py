"""From clashes to the rows that a reader is shown: sentences, links, nothing hidden told.

Pure. Of hidden sessions, spans that touch become one, so that their items cannot be counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lms.agenda.enums import ClashRule, Severity
from lms.agenda.rules.clashes.names import Scene
from lms.agenda.rules.clashes.sentences import busy, people_busy, people_twice, sentence
from lms.agenda.rules.clashes.severities import TITLES, Severities
from lms.agenda.rules.clashes.types import Clash, in_order
from lms.agenda.rules.times import day_of
from lms.core.errors import Refused
from lms.core.messages import N_, Message

_WEIGHT = {severity: number for number, severity in enumerate(Severity)}
_BY_VENUE = frozenset({ClashRule.ROOM_CLOSED, ClashRule.OUTSIDE_HOURS, ClashRule.OVER_PRAYER})
_ONCE = frozenset({ClashRule.TRAINER_UNCONFIRMED, ClashRule.ON_DAY_OFF})
_BY_TRAINER = frozenset({ClashRule.TRAINER_UNAVAILABLE, ClashRule.TRAINER_UNCONFIRMED})


@dataclass(frozen=True)
class Remedy:
    """One way out: `kind` is move, trainer, room or back; `send` is what the editor would save."""

    kind: str
    label: Message
    send: Mapping[str, object]


@dataclass(frozen=True)
class ClashRow:
    """One clash. `other_href` leads to the other side, None where the actor may not see it.

    `item_ids` are all own items that it touches; `subject` is the room, person, closure, prayer
    time or day off that it is about, `day` the day where the rule is about days.
    """

    rule: ClashRule
    severity: Severity
    item_id: UUID
    starts_at: datetime
    ends_at: datetime
    title: Message
    sentence: Message
    other_item_id: UUID | None = None
    other_href: str | None = None
    remedies: tuple[Remedy, ...] = ()
    item_ids: frozenset[UUID] = frozenset()
    subject: UUID | None = None
    day: date | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it this clash. One that is told once for several items is the same, whichever
        item it is told at."""
        if self.rule in _ONCE or (self.rule is ClashRule.OUTSIDE_HOURS and self.day):
            return self.rule, self.subject, self.day
        return self.rule, self.item_ids, self.other_item_id, self.subject, *self.span

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.starts_at, self.ends_at


def refuse_new(rows: Iterable[ClashRow], before: Iterable[ClashRow]) -> None:
    """Raise Refused where one of the rows that refuse a change was not there before it."""
    known = {row.key for row in before}
    for row in rows:
        if row.severity is Severity.BLOCK and row.key not in known:
            raise Refused(N_("Not saved. %(sentence)s", sentence=row.sentence))


def rows_of(clashes: Iterable[Clash], scene: Scene, severities: Severities) -> list[ClashRow]:
    """The rows of all clashes that are not ignored: the most severe first, then by time."""
    told = [one for one in clashes if severities[one.rule] is not Severity.IGNORE]
    turned = [_turned(one, scene) for one in in_order(told)]
    rows = [
        *_plain(turned, scene, severities),
        *_hidden(turned, scene, severities),
        *_people(turned, scene, severities),
    ]
    return sorted(rows, key=lambda row: (_WEIGHT[row.severity], row.starts_at, row.ends_at))


def _turned(clash: Clash, scene: Scene) -> Clash:
    """The clash from the side that can do something: an own item, the moved one, the later."""
    if clash.other_id is None:
        return clash
    sides = sorted((clash.item_id, clash.other_id), key=lambda side: _rank(side, scene))
    return clash._replace(item_id=sides[0], other_id=sides[1])


def _rank(item_id: UUID, scene: Scene) -> tuple[bool, bool, bool, float]:
    booking = scene.booking(item_id)
    return (
        item_id not in scene.own,
        item_id not in scene.changed,
        item_id in scene.locked,
        -booking.starts_at.timestamp(),
    )


def _plain(clashes: Sequence[Clash], scene: Scene, severities: Severities) -> Iterator[ClashRow]:
    for clash in clashes:
        if clash.rule is ClashRule.PARTICIPANTS_TWICE or scene.hidden(clash.other_id):
            continue
        sides = (clash.item_id, clash.other_id)
        yield ClashRow(
            rule=clash.rule,
            severity=severities[clash.rule],
            item_id=clash.item_id,
            starts_at=clash.starts_at,
            ends_at=clash.ends_at,
            title=TITLES[clash.rule],
            sentence=sentence(clash, scene),
            other_item_id=clash.other_id,
            other_href=_href(clash, scene),
            item_ids=frozenset(side for side in sides if side in scene.own and side is not None),
            subject=clash.subject,
            day=clash.day,
        )


def _hidden(clashes: Sequence[Clash], scene: Scene, severities: Severities) -> Iterator[ClashRow]:
    """Rooms and trainers that hidden sessions need: busy."""
    spans: dict[tuple[ClashRule, UUID, UUID], list[tuple[datetime, datetime]]] = defaultdict(list)
    for clash in clashes:
        if (
            clash.rule is not ClashRule.PARTICIPANTS_TWICE
            and clash.subject is not None
            and scene.hidden(clash.other_id)
        ):
            key = (clash.rule, clash.item_id, clash.subject)
            spans[key].append((clash.starts_at, clash.ends_at))
    for (rule, item_id, subject), found in spans.items():
        for begin, end in merged(found):
            yield ClashRow(
                rule=rule,
                severity=severities[rule],
                item_id=item_id,
                starts_at=begin,
                ends_at=end,
                title=TITLES[rule],
                sentence=busy(subject, begin, end, scene),
                item_ids=frozenset({item_id}),
                subject=subject,
            )


def _people(clashes: Sequence[Clash], scene: Scene, severities: Severities) -> Iterator[ClashRow]:
    """Participants in two sessions: one row for each day and other session; hidden ones together,
    because two rolls that overlap in whole would fill the page."""
    groups: dict[tuple[UUID | None, date], list[Clash]] = defaultdict(list)
    for clash in clashes:
        if clash.rule is ClashRule.PARTICIPANTS_TWICE and clash.other_id is not None:
            hidden = scene.hidden(clash.other_id)
            other = None if hidden else scene.others[clash.other_id].course_session_id
            groups[other, day_of(clash.starts_at, scene.zone)].append(clash)
    for (other, _day), found in groups.items():
        first = found[0]
        begin, end = first.starts_at, max(one.ends_at for one in found)
        yield ClashRow(
            rule=first.rule,
            severity=severities[first.rule],
            item_id=first.item_id,
            starts_at=begin,
            ends_at=end,
            title=TITLES[first.rule],
            sentence=_people_sentence(other, found, scene),
            other_item_id=first.other_id if other else None,
            other_href=_href(first, scene) if other else None,
            item_ids=frozenset(one.item_id for one in found),
        )


def _people_sentence(other: UUID | None, found: Sequence[Clash], scene: Scene) -> Message:
    begin, end = found[0].starts_at, max(one.ends_at for one in found)
    if other is not None:
        if len(found) == 1:
            return sentence(found[0], scene)
        return people_twice(scene.shared_people(other), other, begin, end, scene)
    people = frozenset[UUID]().union(
        *(
            scene.shared_people(scene.others[one.other_id].course_session_id)
            for one in found
            if one.other_id
        )
    )
    whole = len(merged([(one.starts_at, one.ends_at) for one in found])) == 1
    return people_busy(people, begin, end, scene, at_times=not whole)


def merged(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Spans with those that touch or overlap made one, in order."""
    found: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def _href(clash: Clash, scene: Scene) -> str | None:
    """Where the other side is looked at: an item, the venue, the trainers, the signatories."""
    own = f"/sessions/{scene.slug}"
    if clash.other_id is not None:
        other = scene.others.get(clash.other_id)
        session = scene.names.sessions.get(other.course_session_id) if other else None
        slug = session.slug if session else scene.slug
        return f"/sessions/{slug}/agenda/items/{clash.other_id}"
    if clash.rule in _BY_VENUE:
        place = scene.facts.spot_of(scene.booking(clash.item_id)).place
        slug = scene.names.venue_slugs.get(place.id, "") if place else ""
        return f"/venues/{slug}/" if slug else None
    if clash.rule in _BY_TRAINER:
        return f"{own}/agenda/trainers"
    if clash.rule is ClashRule.NO_SIGNATORIES:
        return f"{own}/settings/signatories" if scene.organises else None
    return "/days-off" if clash.rule is ClashRule.ON_DAY_OFF else None
