"""The order of calling: its rules, by hand, who hands over, and who stands apart."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.ceremony import queries, services
from lms.ceremony.enums import Handing, Scope, Within
from lms.ceremony.policies import Permission
from lms.ceremony.queries.screen import guest_words
from lms.ceremony.views.blueprint import bp
from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, language, say
from lms.core.web import actor, key_of, needs
from lms.courses.queries import session_head


@bp.get("/sessions/<slug>/ceremony/order")
@needs(Permission.VIEW_CEREMONY)
def order(slug: str) -> str:
    """Who is called in which place, by which rules, from whose hand; who is not called, and why."""
    return _page(slug)


def _page(slug: str, fault: str = "") -> str:
    seen = queries.call_list(slug, actor=actor())
    agencies = {one.agency_id: one.short for one in seen.called if one.agency_id}
    return render_template(
        "ceremony/order.html",
        head=seen.head,
        seen=seen,
        agencies=agencies,
        ranks=queries.ranks(seen.head, seen.plan),
        apart=queries.apart(slug, actor=actor()),
        plans=can(actor(), Permission.PLAN_CEREMONY, seen.head).allowed,
        hand_words={guest.key: guest_words(guest, language()) for guest in seen.plan.guests},
        last_change=queries.ceremony_page(slug, actor=actor()).last_change,
        fault=fault,
    )


@bp.post("/sessions/<slug>/ceremony/order")
@needs(Permission.PLAN_CEREMONY)
def change_order(slug: str) -> Response | tuple[str, int]:
    """Apply the rules, move people by hand, or choose who hands over."""
    require(actor(), Permission.PLAN_CEREMONY, session_head(slug, actor()))
    anchor = None
    try:
        with transaction():
            anchor = _act(slug)
    except Invalid as error:
        return _page(slug, " ".join(say(one.message) for one in error.errors)), 422
    except Refused as refused:
        flash(say(refused.message), "warn")
    return redirect(url_for("ceremony.order", slug=slug, _anchor=anchor))


def _act(slug: str) -> str | None:
    form = request.form
    who: dict[str, Any] = {"actor": actor(), "slug": slug}
    act, _colon, key = form.get("act", "").partition(":")
    if act == "rules":
        services.set_order(
            **who,
            scope=Scope.ROOM if form.get("scope") == Scope.ROOM else Scope.AGENCY,
            within=_within(form.get("within", "")),
            alphabet="ur" if form.get("alphabet") == "ur" else "en",
            grades=_grades(),
        )
        flash(_("The order of calling is as the rules say."), "ok")
    elif act in {"up", "down"}:
        moved = key_of(key)
        services.move_person(**who, enrolment_id=moved, steps=-1 if act == "up" else 1)
        return f"p-{moved}"
    elif act == "people":
        services.order_people(**who, enrolment_ids=_people())
    elif act == "handing":
        way = form.get("handing", "")
        services.set_handing(
            **who,
            handing=Handing(way) if way in set(Handing) else Handing.TOGETHER,
            by_agency=_chosen("agency-"),
            by_hand=_chosen("person-"),
        )
        flash(_("Saved."), "ok")
    elif act == "undo":
        services.undo(**who, number=int(key) if key.isdigit() else None)
        flash(_("The last change is taken back."), "ok")
    else:
        raise NotFound
    return None


def _within(typed: str) -> Within:
    return Within(typed) if typed in set(Within) else Within.HAND


def _grades() -> dict[str, int]:
    """Grades typed at the ranks; an empty field leaves the grade to the shipped list."""
    found = {}
    for name, text in request.form.items():
        if name.startswith("grade-") and text.strip():
            found[name.removeprefix("grade-")] = int(text) if text.strip().isdigit() else 0
    return found


def _people() -> list[UUID]:
    return [key_of(key) for key in request.form.getlist("person")]


def _chosen(prefix: str) -> dict[str, str]:
    return {
        str(key_of(name.removeprefix(prefix))): text
        for name, text in request.form.items()
        if name.startswith(prefix) and text
    }
