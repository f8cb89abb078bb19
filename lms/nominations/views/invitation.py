"""The page of an invitation: by an address without an account, and for people signed in."""

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.arrangements.forms import stay_input
from lms.arrangements.views.words import for_input, mode_words
from lms.core.access import Identity
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, say
from lms.core.web import actor, public, signed_in
from lms.nominations.queries import invitations as queries
from lms.nominations.queries.invitations import Invitation
from lms.nominations.services import answering, links, own_answers
from lms.nominations.services.own_answers import Written
from lms.nominations.views import name_picture as name_pictures
from lms.nominations.views.blueprint import bp
from lms.privacy.enums import ConsentWay
from lms.privacy.forms import typed_answers
from lms.privacy.views.blueprint import question_words

MOST_REASON = 500


@bp.get("/invitation/<token>")
@public
def invitation(token: str) -> Response:
    """The invitation by its address; looking answers nothing."""
    found = _open(token)
    return _page(_seen(found), url_for("nominations.invitation", token=token)) if found else _gone()


@bp.post("/invitation/<token>")
@public
def answer(token: str) -> Response:
    """Answer, or write needs, name, travel and consents."""
    found = _open(token)
    if found is None:
        declined = request.form.get("act") == "decline" and links.has_just_declined(token)
        return _goodbye() if declined else _gone()
    here = url_for("nominations.invitation", token=token)
    return _answered(_seen(found), found.actor, here, ConsentWay.LINK)


@bp.get("/invitation/<token>/name.svg")
@public
def name_picture(token: str) -> Response:
    """The name as on the paper."""
    found = _open(token)
    return private(name_pictures.of_record(_seen(found)) if found else Response(status=404))


@bp.post("/invitation/<token>/name.svg")
@public
def typed_name_picture(token: str) -> Response:
    """The name as on the paper, as it is being typed."""
    found = _open(token)
    return private(name_pictures.of_typed(_seen(found)) if found else Response(status=404))


@bp.get("/me/invitations")
@signed_in
def own_invitations() -> str:
    """All own invitations."""
    return render_template("nominations/invitation/list.html", rows=queries.own(actor()))


@bp.get("/me/invitations/<uuid:nomination_id>")
@signed_in
def own_invitation(nomination_id: UUID) -> Response:
    """One own invitation."""
    here = url_for("nominations.own_invitation", nomination_id=nomination_id)
    return _page(queries.own_one(actor(), nomination_id), here, own=True)


@bp.post("/me/invitations/<uuid:nomination_id>")
@signed_in
def own_answer(nomination_id: UUID) -> Response:
    """Answer one's own invitation."""
    seen = queries.own_one(actor(), nomination_id)
    here = url_for("nominations.own_invitation", nomination_id=nomination_id)
    return _answered(seen, actor(), here, ConsentWay.ACCOUNT)


@bp.get("/me/invitations/<uuid:nomination_id>/name.svg")
@signed_in
def own_name_picture(nomination_id: UUID) -> Response:
    """The own name as on the paper."""
    return private(name_pictures.of_record(queries.own_one(actor(), nomination_id)))


@bp.post("/me/invitations/<uuid:nomination_id>/name.svg")
@signed_in
def own_typed_name_picture(nomination_id: UUID) -> Response:
    """The own name as on the paper, as it is being typed."""
    return private(name_pictures.of_typed(queries.own_one(actor(), nomination_id)))


def _open(token: str) -> links.Invited | None:
    """Whose address it is. One that leads nowhere counts against the sender: Throttled."""
    found = links.open_link(token)
    if found is None:
        with transaction():
            links.count_try(request.remote_addr or "")
    return found


def _seen(found: links.Invited) -> Invitation:
    return queries.invitation(found.nomination_id, actor=found.actor)


def _answered(seen: Invitation, who: Identity, here: str, way: ConsentWay) -> Response:
    """Do what the pressed button says; what was typed stands in the page again where it fails."""
    act = request.form.get("act", "save")
    acts: Mapping[str, Callable[[], str | None]] = {
        "look": lambda: None,
        "save": lambda: _save(seen, who, way),
        "accept": lambda: _accept(seen, who, way),
        "decline": lambda: _decline(seen, who, way),
    }
    own = way is ConsentWay.ACCOUNT
    if act not in acts:
        raise NotFound
    try:
        told = acts[act]()
    except Invalid as fault:
        wrong = {one.field: say(one.message) for one in fault.errors}
        return _page(seen, here, own=own, wrong=wrong, status=422)
    except Refused as refused:
        return _page(seen, here, own=own, wrong={"": say(refused.message)}, status=409)
    if act == "look":
        return _page(seen, here, own=own, typed=True)
    if act == "decline" and not own:
        return _goodbye()
    flash(told or _("Saved."), "ok")
    return private(redirect(here))


def _save(seen: Invitation, who: Identity, way: ConsentWay) -> None:
    if not seen.open:
        raise Refused(own_answers.CLOSED)
    form = request.form
    with transaction():
        own_answers.save(
            actor=who,
            seen=seen,
            way=way,
            written=Written(
                certificate_name=form.get("certificate_name", seen.certificate_name),
                certificate_name_local=form.get(
                    "certificate_name_local", seen.certificate_name_local
                ),
                name_is_right=form.get("name_is_right") == "yes",
                needs=form.get("needs", seen.needs),
                answers=typed_answers(form),
                stay=stay_input(form) if "comes_from" in form else None,
            ),
        )


def _accept(seen: Invitation, who: Identity, way: ConsentWay) -> str:
    """First what was written, then the answer: whoever comes too late for the seat has lost
    nothing that was typed."""
    _save(seen, who, way)
    with transaction():
        answering.confirm(actor=who, nomination_id=seen.nomination_id, way=way.value)
    return _("Thank you. You are on the list of participants.")


def _decline(seen: Invitation, who: Identity, way: ConsentWay) -> str:
    reason = request.form.get("reason", "").strip()
    if seen.comes and not reason:
        raise Invalid([own_answers.why_withdrawn()])
    with transaction():
        answering.refuse(
            actor=who, nomination_id=seen.nomination_id, reason=reason[:MOST_REASON], way=way.value
        )
    return _("It is noted that you do not come.")


def _page(
    seen: Invitation,
    here: str,
    *,
    own: bool = False,
    wrong: Mapping[str, str] | None = None,
    typed: bool = False,
    status: int = 200,
) -> Response:
    faults = dict(wrong or {})
    form: Mapping[str, str] = request.form if faults or typed else {}
    name = {
        key: form.get(key, getattr(seen, key))
        for key in ("certificate_name", "certificate_name_local")
    }
    page = render_template(
        "nominations/invitation/page.html",
        seen=seen,
        head=seen.head,
        here=here,
        own=own,
        wrong=faults,
        typed=form,
        name=name,
        pictures=_pictures(here, name, typed=bool(form)),
        modes=mode_words(),
        for_input=for_input,
        **question_words(),
    )
    return private(make_response(page, status))


def _pictures(here: str, name: Mapping[str, str], *, typed: bool) -> dict[str, str]:
    """Where the pictures of the name come from: of a typed one they stand in the page itself."""
    if not typed:
        return {part: f"{here}/name.svg?part={part}" for part in ("latin", "local")}
    drawn = name_pictures.draw(name["certificate_name"], name["certificate_name_local"])
    return {
        "latin": name_pictures.as_address(drawn.latin),
        "local": name_pictures.as_address(drawn.local),
        "problem": say(drawn.problem) if drawn.problem else "",
    }


def _goodbye() -> Response:
    return private(make_response(render_template("nominations/invitation/goodbye.html")))


def _gone() -> Response:
    """One answer for unknown, used up, revoked and expired addresses."""
    return private(make_response(render_template("nominations/invitation/gone.html"), 404))


def private(response: Response) -> Response:
    """Kept nowhere, and its address handed to nobody."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
