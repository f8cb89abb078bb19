"""The stated aims, and the selection that the engine suggests for them. Nothing is decided here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.i18n import _, localized, say
from lms.core.messages import Message
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.engines.selection.types import AimKind
from lms.nominations.formats.aims import (
    MOST,
    TypedAim,
    parse_aims,
    read_aims,
    typed_aims,
    write_aims,
)
from lms.nominations.policies import Permission
from lms.nominations.queries.board import spellings
from lms.nominations.queries.facts import facts
from lms.nominations.queries.plans import plan_of
from lms.nominations.queries.selecting import proposal
from lms.nominations.rules.board import Lane
from lms.nominations.services.plans import set_plan
from lms.nominations.views.blueprint import bp
from lms.nominations.views.board_words import (
    ReasonWords,
    aim_title,
    feature_words,
    kind_words,
    spread_words,
    value_words,
    wants_less,
)


@bp.get("/sessions/<slug>/nominations/suggestion")
@needs(Permission.VIEW_BOARD)
def suggestion(slug: str) -> str:
    """Who would be chosen, why, and how the room would stand beside first come."""
    with_waiting = request.args.get("waiting") == "1"
    found = proposal(slug, actor=actor(), with_waiting=with_waiting)
    known = spellings(found.facts.rows)
    words = ReasonWords(found, known)
    aims = [
        (aim_title(ours.aim, known), ours, plain, wants_less(ours.aim))
        for ours, plain in zip(found.ours, found.plain, strict=True)
    ]
    return render_template(
        "nominations/board/suggestion.html",
        head=found.facts.head,
        found=found,
        aims=aims,
        prefer=AimKind.PREFER,
        why={key: words.lines(reasons) for key, reasons in found.reasons.items()},
        agency_names={one.agency_id: localized(one.name) for one in found.facts.agencies},
        with_waiting=with_waiting,
        waiting=sum(row.lane is Lane.WAITING for row in found.facts.rows),
        blind=request.args.get("blind") == "1",
        decides=can(actor(), Permission.DECIDE, found.facts.head),
    )


@bp.route("/sessions/<slug>/nominations/aims", methods=["GET", "POST"])
@needs(Permission.SET_PLAN)
def aims(slug: str) -> str | Response | tuple[str, int]:
    """State the aims of the balance, the first aim first."""
    head = session_head(slug, actor())
    require(actor(), Permission.SET_PLAN, head)
    plan = plan_of(head.id)
    if request.method == "GET":
        return _aims_page(slug, typed_aims(read_aims(plan.aims)), {})
    lines = _typed()
    stated, faults = parse_aims(lines)
    if faults:
        return _aims_page(slug, lines, faults), 422
    with transaction():
        set_plan(actor=actor(), slug=slug, plan=replace(plan, aims=write_aims(stated)))
    flash(_("The aims are saved."), "ok")
    return redirect(url_for("nominations.suggestion", slug=slug))


def _typed() -> list[TypedAim]:
    form = request.form
    columns = (form.getlist(name)[:MOST] for name in ("kind", "whom", "amount"))
    return [TypedAim(*line) for line in zip(*columns, strict=False)]


def _aims_page(slug: str, lines: Sequence[TypedAim], faults: Mapping[int, Message]) -> str:
    seen = facts(slug, actor=actor())
    rows = [*lines, *(TypedAim() for _place in range(MOST - len(lines)))]
    return render_template(
        "nominations/board/aims.html",
        head=seen.head,
        lines=rows,
        faults={place: say(message) for place, message in faults.items()},
        kinds=kind_words(),
        features=feature_words(),
        values=value_words(spellings(seen.rows)),
        spreads=spread_words(),
    )
