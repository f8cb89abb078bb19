"""The web floor's common ground: who acts, route markers, headers, paging, errors on forms."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect

from lms.core.access import ANONYMOUS, Identity, can, holds_role_for
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import say

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
SIGNED_IN = "signed-in"


def actor() -> Identity:
    """Who acts in this request."""
    identity = getattr(current_user, "identity", None)
    return identity if isinstance(identity, Identity) else ANONYMOUS


def download(
    body: bytes | str | Iterable[bytes],
    name: str,
    media_type: str = "application/pdf",
    *,
    inline: bool = False,
) -> Response:
    """A file to take along, or (`inline`) to look at in the browser: private, kept by no cache.
    Where `body` comes in pieces, it is made while it is sent."""
    response = Response(body, content_type=media_type)
    response.headers.set("Content-Disposition", "inline" if inline else "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


# --- route markers: every route carries exactly one ---


def needs(permission: StrEnum) -> Callable[[View], View]:
    """The route is for people who could hold `permission` somewhere; others see "not found"."""
    return lambda view: _mark(view, permission)


def public(view: View) -> View:
    """The route is open to everybody."""
    return _mark(view, PUBLIC)


def signed_in(view: View) -> View:
    """The route is for everybody who is signed in; it shows only what is their own."""
    return _mark(view, SIGNED_IN)


def _mark(view: View, marker: StrEnum | str) -> View:
    if hasattr(view, "concord_access"):
        raise RuntimeError(f"{view.__name__} is marked twice.")
    view.concord_access = marker  # type: ignore[attr-defined]
    return view


def access_of(app: Flask, endpoint: str) -> StrEnum | str | None:
    """The marker of an endpoint, None where it has none (the architecture tests refuse that)."""
    return getattr(app.view_functions[endpoint], "concord_access", None)


def guard_route() -> Any:
    """Before each request: anonymous people to the sign-in page, others without the right: 404."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    marker = getattr(current_app.view_functions[request.endpoint], "concord_access", None)
    if marker == PUBLIC:
        return None
    identity = actor()
    if identity.is_anonymous:
        if request.path.startswith("/api/"):
            abort(401)
        return redirect(url_for("accounts.sign_in", next=_local(request.full_path)))
    if marker == SIGNED_IN:
        return None
    if not isinstance(marker, StrEnum) or not holds_role_for(identity, marker):
        abort(404)
    return None


def _local(target: str) -> str | None:
    return target.rstrip("?") if request.method == "GET" else None


def safe_next(target: str | None) -> str | None:
    """`target` if it is a path of this application, else None: no redirect elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return target if not parts.netloc and not parts.scheme and "\\" not in target else None


def key_of(text: str | None) -> UUID:
    """The key that a form or an address sent. Raises NotFound for anything else."""
    try:
        return UUID(str(text))
    except ValueError:
        raise NotFound from None


def page_address() -> str:
    """An address that shows this page again by GET: its own, or that of the form it answers."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    referrer = urlsplit(request.referrer or "")
    came_from = referrer.path + (f"?{referrer.query}" if referrer.query else "")
    same = referrer.netloc == request.host
    return (safe_next(came_from) if same else None) or "/"


# --- headers ---


def csp_nonce() -> str:
    """The nonce of this response for its script elements."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def add_headers(response: Response) -> Response:
    """Security headers of every page; private pages are not kept by shared caches."""
    nonce = f" 'nonce-{csp_nonce()}'" if "csp_nonce" in g else ""
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; script-src 'self'{nonce}; style-src 'self'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.update(("Cookie", "Accept-Language"))
    return response


def close_uploads(_error: BaseException | None) -> None:
    """Give back the temporary files of uploads as soon as the request is over."""
    request.close()


class HeadFirst(CSRFProtect):  # type: ignore[misc]
    """The check against forged requests, which reads a form only where no header has the token:
    a page that saves sends JSON."""

    def _get_csrf_token(self) -> str | None:
        token: str | None = request.headers.get("X-CSRFToken") or super()._get_csrf_token()
        return token


def refuse_foreign_posts() -> None:
    """State changes come from our own pages: checked by the browser's word, besides CSRF."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(403)


# --- session tabs and navigation ---


@dataclass(frozen=True)
class Tab:
    """A page of a course session: rooms declare TABS in their views, `factory` gathers them."""

    order: int
    label: Any
    endpoint: str
    permission: StrEnum


@dataclass(frozen=True)
class NavItem:
    """A place in the global bar, shown to those who could hold its permission."""

    order: int
    label: Any
    endpoint: str
    permission: StrEnum


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    current: bool
    count: str = ""


def nav_links() -> list[Link]:
    """The global bar's places for who acts."""
    items: Sequence[NavItem] = current_app.extensions["concord.nav"]
    who = actor()
    places = [
        (str(item.label), url_for(item.endpoint))
        for item in items
        if holds_role_for(who, item.permission)
    ]
    return [Link(label, href, _is_under(request.path, href)) for label, href in places]


def _is_under(path: str, href: str) -> bool:
    return path == href or path.startswith(href.rstrip("/") + "/")


def session_tabs(head: Any) -> list[Link]:
    """The tabs of a course session for who acts. `head` has slug and id."""
    tabs: Sequence[Tab] = current_app.extensions["concord.tabs"]
    who = actor()
    places = [
        (tab, url_for(tab.endpoint, slug=head.slug))
        for tab in tabs
        if can(who, tab.permission, head)
    ]
    return [Link(str(tab.label), href, _is_current(tab, href)) for tab, href in places]


def _is_current(tab: Tab, href: str) -> bool:
    """Whether the page belongs to a tab: all pages of its room do, and of other rooms those whose
    address stands under its own. A tab of `courses` is one page: all addresses stand under it."""
    room = tab.endpoint.split(".")[0]
    if room == "courses":
        return request.endpoint == tab.endpoint
    return request.blueprint == room or _is_under(request.path, href)


# --- forms and paging ---


def form_errors(form: FlaskForm, error: Invalid) -> None:
    """Put domain errors at their fields; what belongs to no field stands above the form."""
    for item in error.errors:
        field = form._fields.get(item.field)
        if field is None:
            form.form_errors.append(say(item.message))
        else:
            field.errors = [*field.errors, say(item.message)]


@dataclass(frozen=True)
class Page:
    """One page of a list: `number` from 1, `size` rows, of `total` rows in all."""

    number: int
    size: int
    total: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))


def page_number() -> int:
    """The page asked for by `?page=`, at least 1; nobody turns more pages than this."""
    return min(max(1, request.args.get("page", 1, type=int)), 100_000)
