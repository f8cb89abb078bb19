"""The organiser's board: the seats, and the nominations in four lanes, some cards of each."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import db, unscoped
from lms.core.names import joined_name
from lms.courses.rows import AgencyRow
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination
from lms.nominations.queries.facts import Facts, facts
from lms.nominations.rules.balance import Effect, effects
from lms.nominations.rules.board import Lane, Slim, Wanted, lanes, narrow, own_order
from lms.nominations.rules.features import Feature, folded
from lms.seats.rows import AgencySeats

CARDS = 25  # of one lane on one page

_CARD = (
    Nomination.id,
    Nomination.agency_id,
    Nomination.person_id,
    Nomination.state,
    Nomination.priority,
    Nomination.alternate,
    Nomination.first_name,
    Nomination.last_name,
    Nomination.name_local,
    Nomination.rank,
    Nomination.designation,
    Nomination.posting,
    Nomination.reason,
    Nomination.nominated_by,
    Nomination.letter_ref,
    Nomination.letter_file_id,
    Nomination.submitted_at,
    Nomination.decided_at,
    Nomination.answered_at,
    Nomination.offered_at,
    (Nomination.note != "").label("noted"),
)


class CardRow(NamedTuple):
    """What a card says of a nomination."""

    id: UUID
    agency_id: UUID
    person_id: UUID
    state: State
    priority: int
    alternate: bool
    first_name: str
    last_name: str
    name_local: str
    rank: str
    designation: str
    posting: str
    reason: str
    nominated_by: str
    letter_ref: str
    letter_file_id: UUID | None
    submitted_at: datetime
    decided_at: datetime | None
    answered_at: datetime | None
    offered_at: datetime | None
    noted: bool

    @property
    def full_name(self) -> str:
        return joined_name(self.first_name, self.last_name)


@dataclass(frozen=True)
class Card:
    """One nomination on the board. `number` is its place in its lane, from 1."""

    row: CardRow
    number: int
    features: Mapping[str, str]
    trained_on: date | None
    double: bool


@dataclass(frozen=True)
class LaneView:
    """One column: `total` fit what is asked for, of `all` in this state."""

    lane: Lane
    cards: list[Card]
    page: int
    total: int
    all: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // CARDS))


@dataclass(frozen=True)
class SeatLine:
    """One agency's line of the ledger: its seats, and its nominations by lane."""

    agency: AgencyRow
    seats: AgencySeats
    lanes: Mapping[Lane, int]
    withdrawn: int

    @property
    def nominated(self) -> int:
        return sum(self.lanes.values())


@dataclass(frozen=True)
class Board:
    """Everything of the page. `chosen` are the keys of those ticked, on this page or not."""

    facts: Facts
    wanted: Wanted
    lines: list[SeatLine]
    lanes: dict[Lane, LaneView]
    options: Mapping[Feature, Mapping[str, str]]
    oldest: datetime | None
    chosen: frozenset[UUID]
    effects: list[Effect]

    @property
    def elsewhere(self) -> list[UUID]:
        """Those ticked who have no card on this page."""
        shown = {card.row.id for view in self.lanes.values() for card in view.cards}
        return sorted(self.chosen - shown)


def board(
    slug: str,
    *,
    actor: Identity,
    wanted: Wanted,
    pages: Mapping[Lane, int],
    chosen: Collection[UUID] = (),
) -> Board:
    """The board as asked for. Raises NotFound for who does not organise the session.

    `chosen` that are not of this session are left out.
    """
    seen = facts(slug, actor=actor)
    known = {row.id: row for row in seen.rows}
    ticked = [known[key] for key in dict.fromkeys(chosen) if key in known]
    joining = [row for row in ticked if row.lane in {Lane.DECIDE, Lane.WAITING}]
    counts = Counter(row.lane for row in seen.rows)
    deciding = [row.submitted_at for row in seen.rows if row.lane is Lane.DECIDE]
    return Board(
        facts=seen,
        wanted=wanted,
        lines=seat_lines(seen),
        lanes=_views(seen, wanted, pages, counts),
        options=spellings(seen.rows),
        oldest=min(deciding, default=None),
        chosen=frozenset(row.id for row in ticked),
        effects=effects(seen.room, [seen.chosen(row) for row in joining]) if ticked else [],
    )


def _views(
    seen: Facts, wanted: Wanted, pages: Mapping[Lane, int], counts: Mapping[Lane, int]
) -> dict[Lane, LaneView]:
    found = lanes(narrow(seen.rows, wanted, seen.known), wanted.sort)
    cut: dict[Lane, tuple[int, list[Slim]]] = {}
    for lane, rows in found.items():
        page = min(max(pages.get(lane, 1), 1), max(1, -(-len(rows) // CARDS)))
        cut[lane] = page, rows[(page - 1) * CARDS : page * CARDS]
    cards = _cards({row.id for _page, rows in cut.values() for row in rows})
    turns = own_order(seen.rows)
    return {
        lane: LaneView(
            lane,
            [
                Card(
                    cards[row.id]._replace(priority=turns.get(row.id, row.priority)),
                    (page - 1) * CARDS + place,
                    row.features(seen.trained(row.person_id)),
                    seen.known.trained.get(row.person_id),
                    row.id in seen.known.doubles,
                )
                for place, row in enumerate(rows, start=1)
                if row.id in cards
            ],
            page,
            len(found[lane]),
            counts[lane],
        )
        for lane, (page, rows) in cut.items()
    }


def _cards(ids: set[UUID]) -> dict[UUID, CardRow]:
    rows = db.session.execute(
        unscoped(sa.select(*_CARD).where(Nomination.id.in_(ids)), because="cards of rows seen")
    )
    return {row.id: CardRow._make(row) for row in rows}


def seat_lines(seen: Facts) -> list[SeatLine]:
    """The ledger's lines in the order of precedence."""
    by_lane = Counter((row.agency_id, row.lane) for row in seen.rows)
    withdrawn = Counter(row.agency_id for row in seen.rows if row.state is State.WITHDRAWN)
    return [
        SeatLine(
            agency,
            seen.seats.of(agency.agency_id),
            {lane: by_lane[agency.agency_id, lane] for lane in Lane},
            withdrawn[agency.agency_id],
        )
        for agency in seen.agencies
    ]


def spellings(rows: list[Slim]) -> Mapping[Feature, Mapping[str, str]]:
    """The ranks and provinces that are named, each value with its first spelling."""
    ranks: dict[str, str] = {}
    provinces: dict[str, str] = {}
    for row in rows:
        for text, found in ((row.rank, ranks), (row.province, provinces)):
            if text:
                found.setdefault(folded(text), text)
    return {
        Feature.RANK: dict(sorted(ranks.items())),
        Feature.PROVINCE: dict(sorted(provinces.items())),
    }
