"""The trainer's own sheet: where to be when, with whom, what to bring, and the staff's notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup

from lms.agenda.printing import pages
from lms.agenda.printing.press import Piece
from lms.agenda.printing.rows import PaperAgenda, PaperItem, PaperTrainer
from lms.agenda.printing.wording import Wording
from lms.agenda.rules.hours import by_day, contact_minutes
from lms.core import pdf

SHEETS = ("paper.css", "days.css", "trainers.css")


@dataclass(frozen=True)
class Duty:
    """One item that the trainer teaches."""

    kind: str
    time: Markup
    track: str
    title: Markup
    label: str
    with_: Markup
    room: Markup
    materials: Markup
    notes: Markup
    handouts: Sequence[Markup]


@dataclass(frozen=True)
class OwnSheet:
    """The sheet of one trainer; `days` are names of days with their duties."""

    name: Markup
    hours: str
    count: str
    tracks: bool
    days: Sequence[tuple[str, Sequence[Duty]]]


def pieces(agenda: PaperAgenda, wording: Wording, trainer_id: UUID | None = None) -> list[Piece]:
    """The sheets of all trainers who teach, or of one; each over as many pages as it needs."""
    found = [
        _piece(agenda, wording, _sheet(trainer, items, wording, agenda.head.zone))
        for trainer, items in agenda.by_trainers()
        if trainer_id in {None, trainer.person_id}
    ]
    return found or [_piece(agenda, wording, None)]


def _piece(agenda: PaperAgenda, wording: Wording, sheet: OwnSheet | None) -> Piece:
    def lay_out(first: int, total: int | None) -> pdf.LaidOut:
        html = pages.render("trainers.html", agenda, wording, total, sheet=sheet)
        return pages.lay_out(html, SHEETS, first=first)

    return lay_out


def _sheet(
    trainer: PaperTrainer, items: Sequence[PaperItem], wording: Wording, zone: str
) -> OwnSheet:
    return OwnSheet(
        name=wording.html(wording.name(trainer)),
        hours=wording.length(contact_minutes(items)),
        count=wording.number(len(items)),
        tracks=any(item.track for item in items),
        days=[
            (wording.day(day), [_duty(item, trainer, wording, zone) for item in entries])
            for day, entries in by_day(items, zone).items()
        ],
    )


def _duty(item: PaperItem, trainer: PaperTrainer, wording: Wording, zone: str) -> Duty:
    others = [one for one in item.trainers if one.person_id != trainer.person_id]
    return Duty(
        kind=item.kind.value,
        time=wording.span(item, zone),
        track=item.track,
        title=wording.html(item.title),
        label=wording.label(item),
        with_=wording.say("with", names=wording.names(others)) if others else Markup(""),
        room=wording.html(item.room) if item.room else wording.say("no_room"),
        materials=wording.apart(item.materials),
        notes=wording.apart(item.notes),
        handouts=[wording.apart(one.title) for one in item.handouts],
    )
