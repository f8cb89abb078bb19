"""All that the page of a draft agenda shows beside the items: checks, changes, half-days."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lms.agenda.enums import ClashRule, Severity
from lms.agenda.queries import clashes
from lms.agenda.queries.agenda import Draft, draft
from lms.agenda.queries.clashes import ClashRow
from lms.agenda.queries.shown_days import LeftOut, shown_days
from lms.agenda.rows import DayRow
from lms.agenda.rules.differences import Change
from lms.agenda.rules.hours import half_day_spans
from lms.agenda.services.releases import pending_changes
from lms.core.access import Identity
from lms.core.messages import N_, Message
from lms.courses.queries import half_days, signatories

GROUPS: tuple[tuple[Message, Message, tuple[ClashRule, ...]], ...] = (
    (
        N_("Trainer twice or unavailable"),
        N_("none"),
        (ClashRule.TRAINER_TWICE, ClashRule.TRAINER_UNAVAILABLE),
    ),
    (
        N_("Room twice, too small, closed"),
        N_("none"),
        (ClashRule.ROOM_TWICE, ClashRule.ROOM_TOO_SMALL, ClashRule.ROOM_CLOSED),
    ),
    (
        N_("Participants and tracks twice"),
        N_("none"),
        (ClashRule.PARTICIPANTS_TWICE, ClashRule.SYNDICATE_TWICE),
    ),
    (
        N_("Hours of the venue, prayer, days off"),
        N_("kept"),
        (ClashRule.OUTSIDE_HOURS, ClashRule.OVER_PRAYER, ClashRule.ON_DAY_OFF),
    ),
    (N_("Trainer without confirmation"), N_("none"), (ClashRule.TRAINER_UNCONFIRMED,)),
    (N_("Ceremony has signatories"), N_("offices: %(n)s", n=0), (ClashRule.NO_SIGNATORIES,)),
)


@dataclass(frozen=True)
class CheckRow:
    """A group of rules: how many clashes, the worst severity among them, the word for none."""

    label: Message
    count: int
    severity: Severity | None
    good: Message


@dataclass(frozen=True)
class Board:
    """The draft with what speaks against it and what a release would change."""

    draft: Draft
    days: tuple[DayRow, ...]
    left_out: tuple[LeftOut, ...]
    clashes: tuple[ClashRow, ...]
    holding: tuple[ClashRow, ...]
    checks: tuple[CheckRow, ...]
    changes: tuple[Change, ...]
    half_days_behind: bool

    def worst(self, item_id: UUID) -> Severity | None:
        """The worst severity of an item's clashes."""
        return _worst([row for row in self.clashes if item_id in {row.item_id, row.other_item_id}])


def board(slug: str, actor: Identity) -> Board:
    """The draft of a session for who plans it. Raises NotFound for everybody else."""
    seen = draft(slug, actor)
    rows = [row for row in clashes.found(seen, actor) if row.severity is not Severity.IGNORE]
    shown = shown_days(seen)
    return Board(
        draft=seen,
        days=shown.days,
        left_out=shown.left_out,
        clashes=tuple(rows),
        holding=tuple(clashes.blocking(rows)),
        checks=tuple(_checks(rows, len(signatories(seen.head.id)))),
        changes=tuple(pending_changes(seen)),
        half_days_behind=_behind(seen),
    )


def _checks(rows: Sequence[ClashRow], offices: int) -> list[CheckRow]:
    found = []
    for label, good, rules in GROUPS:
        mine = [row for row in rows if row.rule in rules]
        word = Message(good.text, {"n": offices}) if good.values else good
        found.append(CheckRow(label, len(mine), _worst(mine), word))
    return found


def _worst(rows: Sequence[ClashRow]) -> Severity | None:
    present = {row.severity for row in rows}
    return next((one for one in Severity if one in present), None)


def _behind(seen: Draft) -> bool:
    """Whether the half-days for attendance are others than the draft makes."""
    spans = half_day_spans(seen.items, seen.head.zone)
    present = [
        (row.day, row.part, row.starts_at, row.ends_at, row.contact_minutes)
        for row in half_days(seen.head.id)
    ]
    return bool(spans) and sorted(spans, key=lambda span: span[2]) != present
