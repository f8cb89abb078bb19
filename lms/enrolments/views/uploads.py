"""What the page of an upload shows: as many faults, questions and rows at once as a page holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from flask import request
from werkzeug.datastructures import ImmutableMultiDict

from lms.core.db import LocalizedText
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.core.names import hidden_signs, sign_name, spelled_out
from lms.core.web import page_number
from lms.enrolments.enums import ImportState
from lms.enrolments.formats import (
    DraftRow,
    Field,
    NoSuchCell,
    Pressed,
    RollCheck,
    RollDraft,
    RollFault,
    RollRow,
)
from lms.enrolments.rows import Match

MOST_FAULTS = 300
MOST_QUESTIONS = 100
ROWS_A_PAGE = 200


class Seen(Protocol):
    """An upload as it was judged, of the roll or of nominations."""

    @property
    def draft(self) -> RollDraft: ...
    @property
    def check(self) -> RollCheck: ...
    @property
    def state(self) -> ImportState: ...
    @property
    def open_questions(self) -> list[Match]: ...


@dataclass(frozen=True)
class Places:
    """Where the buttons of the page lead."""

    page: str
    action: str
    confirm: str
    discard: str


@dataclass(frozen=True)
class UploadPage:
    """What the template shows of an upload, and the words that differ from room to room."""

    waits: bool
    rows: Mapping[int, DraftRow]
    headings: Mapping[Field | None, str]
    agency_names: Mapping[UUID, LocalizedText]
    faults: Sequence[RollFault]
    more_faults: int
    bad_rows: int
    questions: Sequence[Match]
    more_questions: int
    looks: Sequence[RollFault]
    good: Sequence[RollRow]
    previous: str | None
    next: str | None
    range: str
    action: str
    confirm: str
    discard: str
    aside: str
    put: str
    too_many: str = ""


def upload_page(
    seen: Seen,
    places: Places,
    agency_names: Mapping[UUID, LocalizedText],
    *,
    aside: str,
    put: str,
    too_many: str = "",
) -> dict[str, Any]:
    """The context of the page of an upload. `aside`, `put` and `too_many` are words of the room:
    what faults hold back, what the last button does, and why it cannot where seats are lacking."""
    check, number = seen.check, page_number()
    last = max(1, -(-len(check.rows) // ROWS_A_PAGE))
    number = min(number, last)
    first = (number - 1) * ROWS_A_PAGE
    good = check.rows[first : first + ROWS_A_PAGE]
    return {
        "seen": seen,
        "hidden_signs": hidden_signs,
        "sign_name": sign_name,
        "spelled_out": spelled_out,
        "upload": UploadPage(
            waits=seen.state is ImportState.DRAFT,
            rows={row.number: row for row in seen.draft.rows},
            headings={column.field: column.heading for column in seen.draft.columns},
            agency_names=agency_names,
            faults=check.faults[:MOST_FAULTS],
            more_faults=max(0, len(check.faults) - MOST_FAULTS),
            bad_rows=len({fault.row for fault in check.faults}),
            questions=seen.open_questions[:MOST_QUESTIONS],
            more_questions=max(0, len(seen.open_questions) - MOST_QUESTIONS),
            looks=check.looks[:MOST_QUESTIONS],
            good=good,
            previous=f"{places.page}?page={number - 1}" if number > 1 else None,
            next=f"{places.page}?page={number + 1}" if number < last else None,
            range=_range(first, len(good), len(check.rows)) if last > 1 else "",
            action=places.action,
            confirm=places.confirm,
            discard=places.discard,
            aside=aside,
            put=put,
            too_many=too_many,
        ),
    }


def _range(first: int, count: int, total: int) -> str:
    return _("%(first)s to %(last)s of %(total)s", first=first + 1, last=first + count, total=total)


def pressed(form: ImmutableMultiDict[str, str] | None = None) -> Pressed:
    """What the buttons of the page say. Raises NotFound for names that are none of it."""
    try:
        return Pressed.of(request.form if form is None else form)
    except NoSuchCell:
        raise NotFound from None


def sent_file() -> tuple[str, bytes] | None:
    """Name and content of the file that was sent; None where none was chosen."""
    sent = request.files.get("file")
    name = (sent.filename or "") if sent else ""
    return (name, sent.read()) if sent is not None and name else None
