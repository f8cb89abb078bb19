"""The questions of an activity with their keys, and mending one."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _, _n, say
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.exercises.formats.mending import (
    BY_FIELDS,
    CHOICES,
    VOID,
    grade_codes,
    mended,
    read_yaml,
    yaml_text,
)
from lms.exercises.policies import Permission
from lms.exercises.queries.people import people
from lms.exercises.queries.questions import question_line, question_list, question_payload
from lms.exercises.services.mends import mend_key, try_mend
from lms.exercises.services.remarking import Effect
from lms.exercises.views.blueprint import Page, bp
from lms.exercises.views.refused import told


@bp.get("/<key>/questions")
@needs(Permission.MEND_KEYS)
def key_questions(slug: str, key: str) -> Page:
    """All questions that attempts can meet, each with its key."""
    head = session_head(slug, actor())
    found = question_list(head, key, actor=actor())
    return render_template("exercises/key_questions.html", head=head, found=found)


@bp.get("/<key>/questions/<question>/mend")
@needs(Permission.MEND_KEYS)
def mend(slug: str, key: str, question: str) -> Page:
    """The form to change what is right."""
    return _page(slug, key, question)


@bp.post("/<key>/questions/<question>/mend")
@needs(Permission.MEND_KEYS)
def save_mend(slug: str, key: str, question: str) -> Page:
    """Show what another key would change, or keep it and mark again."""
    head = session_head(slug, actor())
    known, line = question_line(head, key, question, actor=actor())
    payload: Mapping[str, Any] | None = None
    effect: Effect | None = None
    about: Any = {"course_session_id": head.id, "activity_key": known.key, "question": question}
    reason = request.form.get("reason", "")
    try:
        payload = _typed(question_payload(head, key, line))
        if "save" not in request.form or not reason.strip():
            effect = try_mend(actor=actor(), payload=payload, **about)
        if "save" not in request.form:
            return _page(slug, key, question, payload=payload, effect=effect)
        with transaction():
            done = mend_key(actor=actor(), payload=payload, reason=reason, **about)
    except Invalid as error:
        # what was typed as text may lack what the fields need
        shown = payload if effect or request.form.get("how") == "fields" else None
        return _page(slug, key, question, payload=shown, effect=effect, error=error)
    flash(_told(done), "ok")
    return redirect(url_for("exercises.key_questions", slug=slug, key=key))


def _typed(payload: Mapping[str, Any]) -> dict[str, Any]:
    how = request.form.get("how")
    if how == "void":
        return dict(VOID)
    if how == "yaml":
        return read_yaml(request.form.get("yaml", ""))
    return mended(payload, request.form)


def _told(effect: Effect | None) -> str:
    if effect is None:
        return _("The key is mended. The attempts are being marked again; this takes a while.")
    again = _n(
        "The key is mended, and %(num)s attempt is marked again.",
        "The key is mended, and %(num)s attempts are marked again.",
        effect.attempts,
    )
    changed = _("Marks that went up: %(up)s, down: %(down)s.", up=effect.up, down=effect.down)
    return f"{again} {changed}"


def _page(
    slug: str,
    key: str,
    question: str,
    *,
    payload: Mapping[str, Any] | None = None,
    effect: Effect | None = None,
    error: Invalid | None = None,
) -> Page:
    head = session_head(slug, actor())
    known, line = question_line(head, key, question, actor=actor())
    before = question_payload(head, key, line)
    shown = payload if payload is not None and "kind" in payload else before
    names = {one.enrolment_id: one.name for one in people(head.id)} if effect else {}
    page = render_template(
        "exercises/mend.html",
        head=head,
        known=known,
        line=line,
        payload=shown,
        yaml=request.form.get("yaml") or yaml_text(shown),
        by_fields=before["kind"] in BY_FIELDS,
        choices=CHOICES,
        codes=grade_codes(shown) if before["kind"] == "source_grading" else {},
        effect=effect,
        names=names,
        how=request.form.get("how", ""),
        reason=request.form.get("reason", ""),
        reason_error=told(error).get("reason", ""),
        errors=[(one.field, say(one.message)) for one in error.errors] if error else [],
    )
    return (page, 422) if error else page
