"""The organiser's board: seats, nominations in four lanes, and decisions on several at once."""

from collections.abc import Collection, Sequence
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, _n, say
from lms.core.web import actor, needs
from lms.letters.enums import LetterKind
from lms.nominations.enums import NominationState
from lms.nominations.policies import Permission
from lms.nominations.queries import board as boards
from lms.nominations.rules.board import Lane, View
from lms.nominations.services import deciding, waiting
from lms.nominations.services.over_quota import OverQuota
from lms.nominations.views import board_shown, board_words
from lms.nominations.views.blueprint import bp
from lms.nominations.views.board_args import board_url, kept, keys, lane_pages, wanted

ACTS = {
    "approve": NominationState.APPROVED,
    "approve_letters": NominationState.APPROVED,
    "wait": NominationState.WAIT_LISTED,
    "decline": NominationState.DECLINED,
    "back": NominationState.SHORTLISTED,
}
SHOW, OFFER = "show", "offer"
MOST_IN_ADDRESS = 60  # servers take about 4,000 signs in an address


def page(
    slug: str,
    *,
    chosen: Collection[UUID] = (),
    fault: str = "",
    reason: str = "",
    over: OverQuota | None = None,
    act: str = "",
    status: int = 200,
) -> tuple[str, int]:
    """The board as the address asks for it, with these ticked; `over` asks whether `act` may
    take seats of no agency. Raises NotFound."""
    seen = boards.board(slug, actor=actor(), wanted=wanted(), pages=lane_pages(), chosen=chosen)
    words, url = board_words, partial(board_url, slug)
    html = render_template(
        "nominations/board/board.html",
        head=seen.facts.head,
        tab_figure=board_shown.tab_figure(seen),
        board=seen,
        rows=board_shown.ledger_rows(seen, url),
        total=board_shown.ledger_total(seen),
        effects=board_shown.effect_words(seen),
        room=board_shown.script_room(seen),
        agency_names=board_shown.agency_names(seen),
        lane_words=words.lane_words(),
        state_words=words.state_words(),
        sort_words=words.sort_words(),
        feature_words=words.feature_words(),
        value_words=words.value_words(seen.options),
        view=View,
        lanes=Lane,
        url=url,
        filters=kept(),
        decides=can(actor(), Permission.DECIDE, seen.facts.head),
        days_waiting=(utcnow() - seen.oldest).days if seen.oldest else None,
        now=utcnow(),
        fault=fault,
        reason=reason,
        over=over,
        act=act,
    )
    return html, status


@bp.post("/sessions/<slug>/nominations/decide")
@needs(Permission.DECIDE)
def decide(slug: str) -> Response | tuple[str, int]:
    """Decide on all that are ticked, or show what the choice would do. All or none."""
    act, chosen = request.form.get("act", ""), keys(request.form.getlist("chosen"))
    reason = request.form.get("reason", "")[:500]
    if act == SHOW:
        return page(slug, chosen=chosen, reason=reason)
    if not chosen:
        return page(slug, fault=_("Tick at least one name."), reason=reason, status=422)
    if act not in ACTS and act != OFFER:
        return page(slug, chosen=chosen, fault=_("Choose what to do."), reason=reason, status=422)
    try:
        changed = _do(slug, act, chosen, reason)
    except Invalid as error:
        fault = " ".join(say(item.message) for item in error.errors)
        return page(slug, chosen=chosen, fault=fault, reason=reason, status=422)
    except OverQuota as over:
        return page(slug, chosen=chosen, over=over, act=act, reason=reason, status=over.status)
    except Refused as error:
        return page(slug, chosen=chosen, fault=say(error.message), reason=reason, status=409)
    flash(_done(act, len(changed)), "ok")
    return redirect(_letters(slug, changed) if act == "approve_letters" else board_url(slug))


def _letters(slug: str, approved: Sequence[UUID]) -> str:
    """The page of invitations with just these ticked, as far as they fit into an address; of
    more, it ticks everybody who has none yet."""
    some = list(approved) if len(approved) <= MOST_IN_ADDRESS else []
    return url_for("letters.send", slug=slug, kind=LetterKind.INVITATION.value, chosen=some)


def _do(slug: str, act: str, chosen: list[UUID], reason: str) -> Sequence[UUID]:
    with transaction():
        if act == OFFER:
            done = deciding.offer(actor=actor(), slug=slug, nomination_ids=chosen)
        else:
            done = deciding.decide(
                actor=actor(),
                slug=slug,
                nomination_ids=chosen,
                to=ACTS[act],
                reason=reason,
                common=request.values.get("common", 0, type=int),
            )
        return done.changed


def _done(act: str, number: int) -> str:
    if not number:
        return _("Nothing changed: all of them were there already.")
    words = {
        "approve": _n("%(num)s person is approved.", "%(num)s people are approved.", number),
        "approve_letters": _n(
            "%(num)s person is approved. Look at the letters, then write them.",
            "%(num)s people are approved. Look at the letters, then write them.",
            number,
        ),
        "wait": _n(
            "%(num)s person is on the wait-list.", "%(num)s people are on the wait-list.", number
        ),
        "decline": _n("%(num)s person is declined.", "%(num)s people are declined.", number),
        "back": _n(
            "%(num)s person is to be decided again.",
            "%(num)s people are to be decided again.",
            number,
        ),
        OFFER: _n(
            "%(num)s person is offered a seat; who confirms first gets one.",
            "%(num)s people are offered a seat; who confirms first gets one.",
            number,
        ),
    }
    return words[act]


@bp.post("/sessions/<slug>/nominations/<uuid:nomination_id>/place")
@needs(Permission.DECIDE)
def move(slug: str, nomination_id: UUID) -> Response:
    """Move somebody up or down the wait-list by one."""
    way = -1 if request.form.get("way") == "up" else 1
    with transaction():
        waiting.move(actor=actor(), slug=slug, nomination_id=nomination_id, by=way)
    return redirect(board_url(slug) + f"#n-{nomination_id}")
