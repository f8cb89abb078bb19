"""One nomination as the organiser sees it: fields, training, history, note, suspicions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.accounts.enums import Gender
from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _, localized, say
from lms.core.web import actor, needs
from lms.nominations.enums import EventKind, Verdict
from lms.nominations.policies import Permission
from lms.nominations.queries.examining import Examined, examine
from lms.nominations.rows import Subject
from lms.nominations.services import doubles, notes
from lms.nominations.views.blueprint import bp
from lms.nominations.views.board_words import state_words


def page(
    slug: str, nomination_id: UUID, *, note: str | None = None, fault: str = "", status: int = 200
) -> tuple[str, int]:
    """The page. Raises NotFound for who does not organise the session."""
    seen = examine(slug, nomination_id, actor=actor())
    row = seen.nomination
    subject = Subject(seen.head, row.agency_id, row.person_id)
    html = render_template(
        "nominations/board/one.html",
        head=seen.head,
        seen=seen,
        n=row,
        note=row.note if note is None else note,
        fault=fault,
        state_words=state_words(),
        genders=gender_words(),
        events=[(event, event_words(event.kind, event.payload)) for event in seen.history],
        because=because_words(),
        decides=can(actor(), Permission.DECIDE, seen.head),
        changes=can(actor(), Permission.CHANGE_ONE, subject),
    )
    return html, status


@bp.post("/sessions/<slug>/nominations/<uuid:nomination_id>/note")
@needs(Permission.VIEW_BOARD)
def write_note(slug: str, nomination_id: UUID) -> Response | tuple[str, int]:
    """Keep the organiser's note."""
    text = request.form.get("note", "")
    try:
        with transaction():
            notes.set_note(actor=actor(), slug=slug, nomination_id=nomination_id, text=text)
    except Invalid as error:
        fault = " ".join(say(item.message) for item in error.errors)
        return page(slug, nomination_id, note=text, fault=fault, status=422)
    flash(_("The note is saved."), "ok")
    return redirect(_one(slug, nomination_id))


@bp.post("/sessions/<slug>/nominations/<uuid:nomination_id>/doubles/<uuid:double_id>")
@needs(Permission.VIEW_BOARD)
def answer_double(slug: str, nomination_id: UUID, double_id: UUID) -> Response:
    """Say whether two nominations are of the same person."""
    same = request.form.get("same") == "1"
    seen: Examined = examine(slug, nomination_id, actor=actor())
    with transaction():
        doubles.answer(actor=actor(), slug=slug, double_id=double_id, same=same)
    flash(
        _("Noted: the same person. An administrator can join the two records.")
        if same
        else _("Noted: another person."),
        "ok",
    )
    return redirect(_one(slug, seen.nomination.id))


def _one(slug: str, nomination_id: UUID) -> str:
    return url_for("nominations.one", slug=slug, nomination_id=nomination_id)


def gender_words() -> dict[Gender, str]:
    """The word for a person's gender."""
    return {
        Gender.NOT_SAID: _("Not said"),
        Gender.FEMALE: _("Female"),
        Gender.MALE: _("Male"),
        Gender.OTHER: _("Other"),
    }


def because_words() -> dict[str, str]:
    """Why a suspicion was noted."""
    return {
        "name": _("The same name"),
        "email": _("The same e-mail address"),
        "mobile": _("The same telephone number"),
    }


def event_words(kind: str, payload: Mapping[str, Any]) -> str:
    """One event in words, with its reason."""
    words = {
        EventKind.NOMINATED: _("Nominated"),
        EventKind.EDITED: _("Changed"),
        EventKind.STEP: _("Step decided"),
        EventKind.SHORTLISTED: _("Passed to the organiser"),
        EventKind.APPROVED: _("Approved"),
        EventKind.WAIT_LISTED: _("Put on the wait-list"),
        EventKind.DECLINED: _("Declined"),
        EventKind.OFFERED: _("Offered a free seat"),
        EventKind.ANSWERED_YES: _("Answered: comes"),
        EventKind.ANSWERED_NO: _("Answered: does not come"),
        EventKind.CONFIRMED: _("Confirmed"),
        EventKind.WITHDRAWN: _("Withdrawn"),
        EventKind.REPLACED: _("Replaced by another name"),
        EventKind.REOPENED: _("Put back to be decided"),
        EventKind.LETTER: _("Letter"),
        EventKind.PRIORITY: _("Priority changed"),
    }
    word = words[EventKind(kind)] if kind in set(EventKind) else kind
    if kind == EventKind.STEP and payload.get("verdict"):
        return step_words(payload)
    if kind == EventKind.SHORTLISTED and payload.get("waived"):
        return _("Taken over by the organiser before the agency's steps ended")
    if kind in {EventKind.ANSWERED_YES, EventKind.ANSWERED_NO} and payload.get("way"):
        return f"{word} ({way_words().get(payload['way'], payload['way'])})"
    if kind == EventKind.PRIORITY and payload.get("place") is not None:
        return _("Priority set to %(place)s", place=payload["place"])
    return word


def step_words(payload: Mapping[str, Any]) -> str:
    """What was decided at one of the agency's own steps."""
    step = localized(payload.get("step"))
    words = {
        Verdict.APPROVED: _("Approved at “%(step)s”", step=step),
        Verdict.DECLINED: _("Declined at “%(step)s”", step=step),
        Verdict.RECUSED: _("Stood back at “%(step)s”", step=step),
    }
    return words[Verdict(payload["verdict"])]


def way_words() -> dict[str, str]:
    """How an answer came."""
    return {
        "link": _("by link"),
        "account": _("signed in"),
        "phone": _("by telephone"),
        "paper": _("on paper"),
    }
