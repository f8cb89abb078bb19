"""A quiz on paper: the form as PDF, and what stands on it typed back."""

import uuid
from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for

from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import LANGUAGE_NAMES, _, language, say
from lms.core.web import actor, download, needs
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.exercises.formats.paper import hint
from lms.exercises.policies import Permission
from lms.exercises.printing.quiz import LANGUAGES, quiz_paper
from lms.exercises.queries.paper import Form, TypingPerson, paper_form, typing_people
from lms.exercises.services.typing_back import type_back
from lms.exercises.views.blueprint import Page, bp
from lms.exercises.views.refused import told

PART = 30  # own forms in one file, so that nobody waits long; larger rooms come in parts


@bp.get("/<key>/paper")
@needs(Permission.DELIVER)
def paper(slug: str, key: str) -> Page:
    """What can be printed of a quiz, and the way to type it back."""
    head = session_head(slug, actor())
    everybody = typing_people(head, key, actor=actor())
    count = len(everybody)
    return render_template(
        "exercises/paper.html",
        head=head,
        form=paper_form(head, key, actor=actor()),
        parts=[(at, min(at + PART - 1, count)) for at in range(1, count + 1, PART)],
        languages=[(one, LANGUAGE_NAMES.get(one, one)) for one in LANGUAGES],
        chosen=_language(),
    )


@bp.get("/<key>/paper.pdf")
@needs(Permission.DELIVER)
def paper_pdf(slug: str, key: str) -> Response:
    """The form for the room, or with `?own=1` those of persons (`&part=`) behind each other."""
    head = session_head(slug, actor())
    data = quiz_paper(head, _forms(head, key), _language(), say=say)
    return download(data, f"{head.slug}-{key}.pdf", inline=True)


def _forms(head: SessionHead, key: str) -> list[Form]:
    if request.args.get("own") != "1":
        return [paper_form(head, key, actor=actor())]
    first = (max(request.args.get("part", 1, type=int), 1) - 1) * PART
    chosen = typing_people(head, key, actor=actor())[first : first + PART]
    if not chosen:
        raise NotFound
    return [paper_form(head, key, one.person, actor=actor()) for one in chosen]


def _language() -> str:
    asked = request.args.get("lang", "")
    known = asked if asked in LANGUAGES else language()
    return known if known in LANGUAGES else LANGUAGES[0]


@bp.get("/<key>/typing")
@needs(Permission.DELIVER)
def typing(slug: str, key: str) -> Page:
    """The grid to type one person's paper back."""
    return _typing_page(slug, key)


def _typing_page(slug: str, key: str, error: Invalid | None = None) -> Page:
    head = session_head(slug, actor())
    everybody = typing_people(head, key, actor=actor())
    chosen = _chosen(everybody)
    own = request.values.get("own") == "1"
    form = paper_form(head, key, chosen.person if own and chosen else None, actor=actor())
    page = render_template(
        "exercises/typing.html",
        head=head,
        form=form,
        people=everybody,
        chosen=chosen,
        own=own,
        hint=hint,
        left=sum(one.attempts == 0 for one in everybody),
        errors=told(error),
        typed=request.form,
    )
    return (page, 422) if error else page


def _chosen(everybody: Sequence[TypingPerson]) -> TypingPerson | None:
    """Who is asked for, else the first whose paper is not there yet."""
    asked = request.values.get("person", type=uuid.UUID)
    if asked is not None:
        return next((one for one in everybody if one.person.enrolment_id == asked), None)
    fresh = (one for one in everybody if one.attempts == 0)
    return next(fresh, everybody[0] if everybody else None)


@bp.post("/<key>/typing")
@needs(Permission.DELIVER)
def type_paper(slug: str, key: str) -> Page:
    """Keep one paper as an attempt, handed in and marked; on to the next person."""
    head = session_head(slug, actor())
    chosen = _chosen(typing_people(head, key, actor=actor()))
    if chosen is None:
        raise NotFound
    count = len(paper_form(head, key, actor=actor()).view["questions"])
    own = request.form.get("own") == "1"
    try:
        with transaction():
            type_back(
                actor=actor(),
                course_session_id=head.id,
                activity_key=key,
                enrolment_id=chosen.person.enrolment_id,
                typed=[request.form.get(f"q-{number}", "") for number in range(1, count + 1)],
                own_form=own,
            )
    except Invalid as error:
        return _typing_page(slug, key, error)
    flash(_("The paper of %(name)s is kept and marked.", name=chosen.person.name), "ok")
    return redirect(url_for("exercises.typing", slug=slug, key=key, own="1" if own else None))
