"""The list before it is signed: reading it, approving, striking, signing, letting somebody sign."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.certificates import queries, services
from lms.certificates.policies import Permission
from lms.certificates.services import lists
from lms.certificates.views.blueprint import bp
from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, _n, say
from lms.core.web import actor, needs
from lms.signing.enums import ListState
from lms.signing.queries import may_sign


@bp.get("/signing")
@needs(Permission.READ_LIST)
def waiting_lists() -> str:
    """The lists that wait, of the sessions in which one has a role."""
    return render_template("certificates/waiting.html", rows=queries.waiting_lists(actor=actor()))


@bp.get("/sessions/<slug>/certificates/list")
@needs(Permission.READ_LIST)
def signing_list(slug: str) -> str:
    """The names in calling order, who approved and signed, and what one may do now."""
    return _page(slug)


def _page(slug: str, errors: dict[str, str] | None = None) -> str:
    head, row = lists.open_list(slug=slug, actor=actor())
    mine = actor().person_id
    offices = row.offices_of(mine) if row.open else []
    behind = any(one.person is not None and one.person.id == mine for one in row.offices)
    return render_template(
        "certificates/list.html",
        head=head,
        row=row,
        drift=lists.drift(row),
        offices=offices,
        may_approve=row.state is ListState.PREPARED and not row.has_approved(mine),
        may_withdraw=row.open and can(actor(), Permission.CORRECT, head).allowed,
        behind=behind,
        takers=[one for one in may_sign(head.id) if one.person_id != mine] if behind else [],
        mine=mine,
        errors=errors or {},
        typed=request.form,
    )


@bp.post("/sessions/<slug>/certificates/list/approve")
@needs(Permission.READ_LIST)
def approve_list(slug: str) -> Response:
    """Approve the list that stood on the page."""
    return _done(
        slug, lambda: lists.approve(actor=actor(), slug=slug, digest=request.form.get("digest", ""))
    )


@bp.post("/sessions/<slug>/certificates/list/sign")
@needs(Permission.SIGN_LIST)
def sign_list(slug: str) -> Response:
    """Sign every name that stands on the list, at once."""
    struck = request.form.get("struck", "")
    return _done(
        slug,
        lambda: lists.sign(
            actor=actor(),
            slug=slug,
            digest=request.form.get("digest", ""),
            struck=int(struck) if struck.isdecimal() and len(struck) < 6 else -1,
        ),
    )


@bp.post("/sessions/<slug>/certificates/list/strike")
@needs(Permission.SIGN_LIST)
def strike_name(slug: str) -> Response | tuple[str, int]:
    """Take one name off the list, with a reason."""
    entry = request.form.get("entry", "")[:36]
    try:
        with transaction():
            lists.strike(
                actor=actor(), slug=slug, entry=entry, reason=request.form.get("reason", "")
            )
    except Invalid as invalid:
        return _page(slug, {entry: say(invalid.errors[0].message)}), 422
    except Refused as refused:
        flash(say(refused.message), "warn")
    else:
        flash(_("The name is struck. It gets no certificate from this list."), "ok")
    return _back(slug)


@bp.post("/sessions/<slug>/certificates/list/withdraw")
@needs(Permission.CORRECT)
def withdraw_list(slug: str) -> Response:
    """Take the list back, to make another."""
    try:
        with transaction():
            lists.withdraw(actor=actor(), slug=slug)
    except Refused as refused:
        flash(say(refused.message), "warn")
        return _back(slug)
    flash(_("The list is withdrawn. Nothing was issued."), "ok")
    return redirect(url_for("certificates.session_certificates", slug=slug))


@bp.post("/sessions/<slug>/certificates/list/delegate")
@needs(Permission.SIGN_LIST)
def delegate_signing(slug: str) -> Response | tuple[str, int]:
    """Let somebody else sign in one's place until a day."""
    days = request.form.get("days", "")
    try:
        with transaction():
            lists.delegate(
                actor=actor(),
                slug=slug,
                to_person_id=_uuid(request.form.get("to", "")),
                days=int(days) if days.isdecimal() and len(days) < 4 else 0,
            )
    except Invalid as invalid:
        found = {one.field: say(one.message) for one in invalid.errors}
        return _page(slug, found), 422
    except Refused as refused:
        flash(say(refused.message), "warn")
    else:
        flash(_("It is on record who signs in your place, and until when."), "ok")
    return _back(slug)


@bp.post("/sessions/<slug>/certificates/list/delegate/<uuid:delegation_id>/end")
@needs(Permission.SIGN_LIST)
def end_delegation(slug: str, delegation_id: UUID) -> Response:
    """Take a delegation back."""
    try:
        with transaction():
            lists.end_delegation(actor=actor(), slug=slug, delegation_id=delegation_id)
    except Refused as refused:
        flash(say(refused.message), "warn")
    return _back(slug)


@bp.post("/sessions/<slug>/certificates/give-up")
@needs(Permission.CORRECT)
def give_up(slug: str) -> Response:
    """End an action that cannot go on; its numbers without a file are void."""
    try:
        with transaction():
            count = services.give_up(actor=actor(), slug=slug)
    except Refused as refused:
        flash(say(refused.message), "warn")
    else:
        flash(_n("%(num)s number is void.", "%(num)s numbers are void.", count), "ok")
    return redirect(url_for("certificates.session_certificates", slug=slug))


def _done(slug: str, act: Callable[[], ListState]) -> Response:
    try:
        with transaction():
            state = act()
    except Refused as refused:
        flash(say(refused.message), "warn")
        return _back(slug)
    if state is ListState.SIGNED:
        flash(_("The list is signed by all. The certificates are being made."), "ok")
        return redirect(url_for("certificates.session_certificates", slug=slug))
    flash(_("That is on record. The list waits for others."), "ok")
    return _back(slug)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _back(slug: str) -> Response:
    return redirect(url_for("certificates.signing_list", slug=slug))
