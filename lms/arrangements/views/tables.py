"""The lists as tables for spreadsheets, in the page's language. Sums are typed as text, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lms.arrangements.rows import Arranged, ConsentList, PaySheet, Rooming, TravelSheet
from lms.arrangements.rules import money
from lms.arrangements.views.words import gender_words, mode_words, wish_words
from lms.core.i18n import _, localized
from lms.core.spreadsheet.write import Cell
from lms.privacy.rows import Asked
from lms.privacy.views.blueprint import kind_words, way_words


@dataclass(frozen=True)
class Table:
    """A head row and the rows under it."""

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def _who(row: Arranged) -> list[Cell]:
    return [row.full_name, row.name_local, row.rank, localized(row.agency)]


def _who_header() -> list[str]:
    return [_("Name"), _("Name in the local script"), _("Rank"), _("Agency")]


def pay_table(sheet: PaySheet) -> Table:
    """The per-diem list; days are numbers."""
    header = [
        *_who_header(),
        _("Allowance"),
        _("Currency"),
        _("For each day"),
        _("Days"),
        _("For the journey, there and back"),
        _("Sum"),
        _("Signature"),
    ]
    rows: list[list[Cell]] = []
    for part in sheet.parts:
        for line in part.lines:
            rate = line.rate
            paid: list[Cell] = ["", "", "", None, "", ""]
            if rate is not None:
                paid = [
                    localized(rate.name),
                    rate.currency,
                    money.typed(rate.daily_minor, rate.currency),
                    line.days,
                    money.typed(rate.journey_minor, rate.currency),
                    money.typed(rate.total(line.days), rate.currency),
                ]
            rows.append([*_who(line.person), *paid, ""])
    for currency, minor in sheet.sums.items():
        total = money.typed(minor, currency)
        rows.append([_("All together"), "", "", "", "", currency, "", None, "", total, ""])
    return Table(header, rows)


def travel_table(sheet: TravelSheet) -> Table:
    """The travel list, times on the session's clock."""
    words, zone = mode_words(), sheet.head.zone
    header = [
        _("Arrives"),
        *_who_header(),
        _("How"),
        _("Comes from"),
        _("Ticket"),
        _("Departs"),
        _("Notes"),
        _("Signature"),
    ]
    rows = [
        [
            _local(row.arrives_at, zone),
            *_who(row),
            words[row.mode] if row.mode else "",
            row.comes_from,
            row.ticket,
            _local(row.departs_at, zone),
            row.notes,
            "",
        ]
        for row in sheet.people
    ]
    return Table(header, rows)


def room_table(seen: Rooming) -> Table:
    """The rooming list; those who wait stand at the end without a room."""
    words, wishes, zone = gender_words(), wish_words(), seen.head.zone
    header = [_("House"), _("Room"), *_who_header(), _("Gender"), _("State"), _("Arrives")]
    header += [_("Departs"), _("Signature")]
    placed = [(plan.room.house, plan.room.label, row) for plan in seen.rooms for row in plan.people]
    rows = [
        [
            house,
            label,
            *_who(row),
            words[row.gender],
            wishes[row.wants_room],
            _local(row.arrives_at, zone),
            _local(row.departs_at, zone),
            "",
        ]
        for house, label, row in [*placed, *(("", "", row) for row in seen.waiting)]
    ]
    return Table(header, rows)


def consent_table(seen: ConsentList) -> Table:
    """The answers about privacy, with how and when each came."""
    kinds = kind_words()
    rows = [
        [*_who(line.person), *(_answer(line.asked[kind], seen.head.zone) for kind in kinds)]
        for line in seen.lines
    ]
    return Table([*_who_header(), *kinds.values()], rows)


def _answer(one: Asked, zone: str) -> str:
    if one.answer is None:
        return _("not answered")
    parts = [_("yes") if one.answer.given else _("no"), way_words()[one.answer.way]]
    parts.append(_local(one.answer.at, zone)[:10])
    if one.answer.recorded_by:
        parts.append(_("recorded by %(name)s", name=one.answer.recorded_by))
    if one.outdated:
        parts.append(_("to version %(number)s", number=one.answer.number))
    return _(", ").join(parts)


def _local(moment: datetime | None, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if moment else ""
