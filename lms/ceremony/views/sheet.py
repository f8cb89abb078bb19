"""The run sheet: set up, edited, ordered, taken back; its items and guests."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.ceremony import queries, services
from lms.ceremony.formats.plan import TEMPLATES, Guest, Item
from lms.ceremony.forms import GuestForm, ItemForm, language_names, typed
from lms.ceremony.policies import Permission
from lms.ceremony.rows import CeremonyPage
from lms.ceremony.rules.times import at_place
from lms.ceremony.views.blueprint import bp, kind_words
from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, day_at, say
from lms.core.web import actor, form_errors, needs

NEW = "new"


@bp.get("/sessions/<slug>/ceremony")
@needs(Permission.VIEW_CEREMONY)
def sheet(slug: str) -> str:
    """The run sheet with its times, the guests, and what is next."""
    return _page(slug)


def _page(slug: str, errors: dict[str, str] | None = None) -> str:
    page = queries.ceremony_page(slug, actor=actor())
    head = page.head
    starts = page.starts_at
    return render_template(
        "ceremony/sheet.html",
        head=head,
        page=page,
        languages=language_names(),
        day=(day_at(starts, head.zone) if starts else head.ends_on).isoformat(),
        clock=starts.astimezone(ZoneInfo(head.zone)).strftime("%H:%M") if starts else "15:00",
        ready=TEMPLATES,
        errors=errors or {},
        plans=can(actor(), Permission.PLAN_CEREMONY, head).allowed,
        runs=can(actor(), Permission.RUN_CEREMONY, head).allowed,
        watches=can(actor(), Permission.WATCH_CEREMONY, head).allowed,
        says=can(actor(), Permission.SAY_NAMES, head).allowed,
        changed=request.args.get("changed", type=int),
    )


@bp.post("/sessions/<slug>/ceremony")
@needs(Permission.PLAN_CEREMONY)
def change_sheet(slug: str) -> Response | tuple[str, int]:
    """Set up, move, order, take away, take back, or the choices of the whole."""
    head = queries.ceremony_page(slug, actor=actor()).head
    require(actor(), Permission.PLAN_CEREMONY, head)
    try:
        with transaction():
            anchor = _act(slug, head.zone)
    except Invalid as error:
        return _page(slug, {one.field: say(one.message) for one in error.errors}), 422
    except Refused as refused:
        flash(say(refused.message), "warn")
        anchor = None
    changed = queries.ceremony_page(slug, actor=actor()).last_change
    return redirect(url_for("ceremony.sheet", slug=slug, changed=changed, _anchor=anchor))


def _act(slug: str, zone: str) -> str | None:
    """One act of the page's forms; gives the part of the page to go back to."""
    form = request.form
    who: dict[str, Any] = {"actor": actor(), "slug": slug}
    act, _colon, key = form.get("act", "").partition(":")
    starts = at_place(form.get("day", ""), form.get("clock", ""), zone)
    if act == "begin":
        services.begin(**who, template=form.get("template", ""), starts_at=starts)
    elif act == "choices":
        services.set_choices(
            **who,
            title=typed(form, "title"),
            starts_at=starts,
            show_next=bool(form.get("show_next")),
            photo_seats=form.get("photo_seats", 0, type=int),
        )
    elif act in {"up", "down"}:
        services.move_item(**who, key=key, steps=-1 if act == "up" else 1)
        return f"i-{key}"
    elif act == "order":
        services.order_items(**who, keys=form.getlist("item"))
    elif act == "remove":
        services.remove_item(**who, key=key)
    elif act in {"guest-up", "guest-down"}:
        services.move_guest(**who, key=key, steps=-1 if act == "guest-up" else 1)
        return f"g-{key}"
    elif act == "guest-remove":
        services.remove_guest(**who, key=key)
    elif act == "undo":
        services.undo(**who, number=int(key) if key.isdigit() else None)
        flash(_("The last change is taken back."), "ok")
    else:
        raise NotFound
    return None


@bp.route("/sessions/<slug>/ceremony/items/<key>", methods=["GET", "POST"])
@needs(Permission.PLAN_CEREMONY)
def item(slug: str, key: str) -> Response | str | tuple[str, int]:
    """One item of the run sheet; `new` adds one."""
    page = _planned(slug)
    assert page.plan is not None
    one = Item("", kind=next(iter(kind_words())), title={}, minutes=5)
    if key != NEW:
        one = _found(page.plan.item(key))
    form = ItemForm(obj=one if request.method == "GET" else None)
    form.offer(page.plan, kind_words())
    if request.method == "GET":
        form.kind.data, form.guest.data = one.kind.value, one.guest
        return _form(page, form, {"title": one.title, "speaker": one.speaker}, one.key)
    try:
        with transaction():
            kept = services.save_item(
                actor=actor(), slug=slug, item=form.given(one.key, request.form)
            )
    except Invalid as error:
        form_errors(form, error)
        texts = {name: typed(request.form, name) for name in ("title", "speaker")}
        return _form(page, form, texts, one.key, error), 422
    return redirect(url_for("ceremony.sheet", slug=slug, _anchor=f"i-{kept}"))


@bp.route("/sessions/<slug>/ceremony/guests/<key>", methods=["GET", "POST"])
@needs(Permission.PLAN_CEREMONY)
def guest(slug: str, key: str) -> Response | str | tuple[str, int]:
    """One guest; `new` adds one."""
    page = _planned(slug)
    assert page.plan is not None
    one = Guest("", office={}) if key == NEW else _found(page.plan.guest(key))
    form = GuestForm(obj=one if request.method == "GET" else None)
    names = ("office", "name", "organisation")
    if request.method == "GET":
        texts = {name: getattr(one, name) for name in names}
        return _form(page, form, texts, one.key)
    try:
        with transaction():
            kept = services.save_guest(
                actor=actor(), slug=slug, guest=form.given(one.key, request.form)
            )
    except Invalid as error:
        form_errors(form, error)
        texts = {name: typed(request.form, name) for name in names}
        return _form(page, form, texts, one.key, error), 422
    return redirect(url_for("ceremony.sheet", slug=slug, _anchor=f"g-{kept}"))


def _planned(slug: str) -> CeremonyPage:
    page = queries.ceremony_page(slug, actor=actor())
    require(actor(), Permission.PLAN_CEREMONY, page.head)
    if page.plan is None:
        raise NotFound
    return page


def _found(one: Any) -> Any:
    if one is None:
        raise NotFound
    return one


def _form(
    page: CeremonyPage,
    form: ItemForm | GuestForm,
    texts: dict[str, dict[str, str]],
    key: str,
    error: Invalid | None = None,
) -> str:
    faults = {one.field: say(one.message) for one in error.errors} if error else {}
    return render_template(
        "ceremony/item.html" if isinstance(form, ItemForm) else "ceremony/guest.html",
        head=page.head,
        form=form,
        texts=texts,
        key=key,
        faults=faults,
        languages=language_names(),
    )
