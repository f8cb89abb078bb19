"""Deciding a step: for appointed approvers signed in, and by a single-use link."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from lms.core import files
from lms.core.db import transaction
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.i18n import _, _n, say
from lms.core.messages import N_
from lms.core.web import actor, public, signed_in
from lms.nominations.enums import Verdict
from lms.nominations.queries import steps as queries
from lms.nominations.queries.steps import WaitingName
from lms.nominations.services import approval_links, verdicts
from lms.nominations.services.approval_links import OpenedLink
from lms.nominations.services.verdicts import Pick
from lms.nominations.views.blueprint import bp
from lms.nominations.views.invitation import private
from lms.nominations.views.steps import Answer


@bp.get("/approvals")
@signed_in
def approvals() -> Answer:
    """All names that wait for me, over all sessions."""
    return _mine({})


@bp.post("/approvals")
@signed_in
def decide_approvals() -> Answer:
    """Give one verdict on all ticked names."""
    try:
        picks, verdict = _asked()
        with transaction():
            done = verdicts.decide(
                actor=actor(),
                picks=picks,
                verdict=verdict,
                reason=request.form.get("reason", ""),
            )
    except Invalid as error:
        return _mine({one.field: say(one.message) for one in error.errors}), 422
    flash(_told(done), "ok")
    return redirect(url_for("nominations.approvals"))


def _asked() -> tuple[list[Pick], Verdict]:
    text = request.form.get("verdict", "")
    if text not in set(Verdict):
        raise Invalid([FieldError("verdict", N_("Approve, decline or stand back."))])
    picks = [_pick(one) for one in request.form.getlist("name")]
    if not picks:
        raise Invalid([FieldError("name", N_("Tick at least one name."))])
    return picks, Verdict(text)


@bp.get("/approvals/<uuid:nomination_id>/letter")
@signed_in
def approval_letter(nomination_id: UUID) -> Response:
    """The nomination letter of a name that waits for me."""
    for name in _waiting():
        if name.id == nomination_id and name.letter_file_id is not None:
            return _letter(name.letter_file_id)
    raise NotFound


def _waiting() -> list[WaitingName]:
    person_id = actor().person_id
    return queries.waits_for_me(person_id) if person_id else []


def _mine(wrong: Mapping[str, str]) -> str:
    return render_template(
        "nominations/steps/approvals.html",
        groups=_grouped(_waiting()),
        wrong=wrong,
        typed=request.form if wrong else {},
        ticked=set(request.form.getlist("name")) if wrong else set(),
    )


def _grouped(names: Sequence[WaitingName]) -> list[tuple[WaitingName, list[WaitingName]]]:
    """By session, agency and step, in their order; the first of each stands for its heading."""
    groups: dict[tuple[UUID, UUID, UUID], list[WaitingName]] = {}
    for name in names:
        groups.setdefault((name.course_session_id, name.agency_id, name.step.id), []).append(name)
    return [(group[0], group) for group in groups.values()]


def _pick(text: str) -> Pick:
    name, _colon, step = text.partition(":")
    try:
        return Pick(UUID(name), UUID(step))
    except ValueError:
        raise NotFound from None


def _told(done: verdicts.Ruled) -> str:
    parts = [_n("%(num)s name decided.", "%(num)s names decided.", done.changed)]
    if done.own:
        parts.append(_("Your own name is left to somebody else."))
    if done.passed_by:
        parts.append(
            _n(
                "%(num)s was decided by somebody else meanwhile.",
                "%(num)s were decided by somebody else meanwhile.",
                done.passed_by,
            )
        )
    return " ".join(parts)


@bp.get("/approve/<token>")
@public
def approve(token: str) -> Response:
    """What a link asks to decide; looking uses nothing up."""
    opened = _open(token)
    return _link_page(token, opened, {}) if opened else _gone()


@bp.post("/approve/<token>")
@public
def approve_all(token: str) -> Response:
    """Decide all names of a link in one go."""
    opened = _open(token)
    if opened is None:
        return _gone()
    seen = frozenset(_pick(f"{one}:{one}").nomination_id for one in request.form.getlist("seen"))
    try:
        with transaction():
            done = approval_links.decide(token=token, seen=seen, given=_given(opened))
    except Invalid as error:
        wrong = {one.field: say(one.message) for one in error.errors}
        return _link_page(token, opened, wrong, 422)
    if done is None:
        return _gone()
    page = render_template("nominations/steps/link_done.html", opened=opened, done=done)
    return private(make_response(page))


@bp.get("/approve/<token>/letter/<uuid:nomination_id>")
@public
def approve_letter(token: str, nomination_id: UUID) -> Response:
    """The nomination letter of a name that the link shows."""
    if _open(token) is None:
        return _gone()
    return private(_letter(approval_links.letter(token, nomination_id)))


def _given(opened: OpenedLink) -> dict[UUID, tuple[Verdict, str]]:
    found = {}
    for name in opened.names:
        text = request.form.get(f"verdict-{name.id}", "")
        if text in {Verdict.APPROVED, Verdict.DECLINED}:
            reason = request.form.get(f"reason-{name.id}", "")
            found[name.id] = (Verdict(text), reason)
    return found


def _open(token: str) -> OpenedLink | None:
    opened = approval_links.open_link(token)
    if opened is None:
        with transaction():
            approval_links.count_try(request.remote_addr or "")
    return opened


def _link_page(
    token: str, opened: OpenedLink, wrong: Mapping[str, str], status: int = 200
) -> Response:
    page = render_template(
        "nominations/steps/link.html",
        link_token=token,
        opened=opened,
        wrong=wrong,
        typed=request.form if wrong else {},
    )
    return private(make_response(page, status))


def _gone() -> Response:
    """One answer for unknown, used, revoked and expired links."""
    return private(make_response(render_template("nominations/invitation/gone.html"), 404))


def _letter(file_id: UUID) -> Response:
    """A letter, to be saved: what others wrote is never shown inside our pages."""
    stored = files.find(file_id)
    response = send_file(
        files.path_of(stored),
        mimetype=stored.media_type,
        as_attachment=True,
        download_name=stored.name,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
