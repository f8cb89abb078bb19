"""Makes the application: the one file that knows all rooms."""

import os
import secrets
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from pydantic import SecretStr, ValidationError
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from lms.accounts import identity as accounts_identity
from lms.accounts.models import register_people_source
from lms.accounts.queries import recipients
from lms.aftercare.views.blueprint import paper_places
from lms.agenda.merging import MOVERS as AGENDA
from lms.arrangements.merging import MOVERS as ARRANGEMENTS
from lms.certificates.merging import CERTIFICATES
from lms.certificates.printing.name_picture import name_picture
from lms.certificates.services.registering import CountedSerials
from lms.core import access, files, housekeeping, once, web  # noqa: F401 - their tables and jobs
from lms.core.bell import make_bell
from lms.core.clock import Clock, SystemClock
from lms.core.db import db, prepare_engine
from lms.core.error_pages import bind_errors
from lms.core.i18n import init_i18n
from lms.core.logs import configure_logs
from lms.core.names import joined_name
from lms.core.settings import ROOT, Settings
from lms.courses.identity import course_staff, staff_known_to
from lms.courses.merging import STAFF
from lms.courses.queries.lists import codes
from lms.enrolments.identity import participants_known_to, participations
from lms.enrolments.merging import ENROLMENTS
from lms.enrolments.queries.holders import seat_holder_names
from lms.enrolments.queries.roll import seat_holders
from lms.learning.services.openings import may_start
from lms.letters.merging import MOVERS as LETTERS
from lms.nominations.following import follow_enrolment
from lms.nominations.identity import nominees_known_to
from lms.nominations.merging import MOVERS as NOMINATIONS
from lms.nominations.queries.holders import nominee_names
from lms.nominations.services.recipients import recipients as nomination_recipients
from lms.privacy.merging import MOVERS as PRIVACY
from lms.seats.following import follow_agencies, follow_capacity

# commands that sign nothing and make no links, so that they ask for no secret
TOOLS = ("course", "linkchart", "questions", "timetable")
ROOMS = (
    "demo",
    "desk",
    "aftercare",
    "pack",
    "ceremony",
    "verification",
    "certificates",
    "designs",
    "nominations",
    "letters",
    "arrangements",
    "authoring",
    "learning",
    "exercises",
    "attendance",
    "agenda",
    "enrolments",
    "seats",
    "signing",
    "privacy",
    "courses",
    "register",
    "accounts",
    "agencies",
    "outbox",
    "audit",
)


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """The application with all rooms, by `settings` (from the environment where None)."""
    settings = settings or _own_settings()
    app = Flask("lms", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(_flask_config(settings))
    app.extensions.update(
        {
            "concord.settings": settings,
            "concord.clock": clock or SystemClock(),
            "concord.grant_sources": [
                accounts_identity.appointments,
                course_staff,
                participations,
            ],
            "concord.seat_holders": seat_holders,
            "concord.seat_holder_names": [seat_holder_names, nominee_names],
            "concord.capacity_followers": [follow_capacity],
            "concord.agency_followers": [follow_agencies],
            "concord.merge_movers": [
                STAFF,
                *PRIVACY,
                ENROLMENTS,
                *AGENDA,
                *ARRANGEMENTS,
                *LETTERS,
                *NOMINATIONS,
                CERTIFICATES,
            ],
            "concord.enrolment_followers": [follow_enrolment],
            "concord.start_guards": [may_start],
            "concord.name_picture": name_picture,
            "concord.session_codes": codes,
            "concord.recipients": recipients,
            "concord.letter_sources": [nomination_recipients],
            "concord.serials": CountedSerials(),
            "concord.paper_places": paper_places,
        }
    )
    for source in (staff_known_to, participants_known_to, nominees_known_to):
        register_people_source(source)
    configure_logs(settings)
    _bind_storage(app)
    _bind_web(app, settings)
    init_i18n(app)
    _bind_rooms(app)
    bind_errors(app)
    make_bell(app, settings)
    return app


def _own_settings() -> Settings:
    """The settings of the environment. Tools that need no secret get one that ends with them."""
    if os.environ.get("FLASK_RUN_FROM_CLI") and _command(sys.argv[1:]) in TOOLS:
        try:
            return Settings()
        except ValidationError:
            return Settings(secret_key=SecretStr(secrets.token_hex(32)))
    return Settings()


def _command(words: Sequence[str]) -> str:
    """The command among the words after `flask`, past the options that take a value."""
    rest = iter(words)
    for word in rest:
        if word in ("-A", "--app", "-e", "--env-file"):
            next(rest, "")
        elif not word.startswith("-"):
            return word
    return ""


def _flask_config(settings: Settings) -> dict[str, Any]:
    assert settings.secret_key is not None
    return {
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "MAX_CONTENT_LENGTH": settings.upload_limit_bytes,
        "MAX_FORM_MEMORY_SIZE": 5 * 1024 * 1024,
        "MAX_FORM_PARTS": 20_000,
        "SESSION_COOKIE_NAME": "__Host-concord" if settings.cookie_secure else "concord",
        "SESSION_COOKIE_SECURE": settings.cookie_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "lms" / "translations"),
        "BABEL_DEFAULT_LOCALE": settings.languages[0],
        "TESTING": settings.testing,
        "COMPRESS_MIMETYPES": ["text/html", "application/json", "application/problem+json"],
        "COMPRESS_MIN_SIZE": 1024,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _bind_storage(app: Flask) -> None:
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    with app.app_context():
        prepare_engine(db.engine)


def _bind_web(app: Flask, settings: Settings) -> None:
    web.HeadFirst(app)
    Compress(app)
    login = LoginManager(app)
    login.session_protection = None
    login.user_loader(accounts_identity.load)
    app.before_request(web.refuse_foreign_posts)
    app.before_request(web.guard_route)
    app.after_request(web.add_headers)
    app.teardown_request(web.close_uploads)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        csp_nonce=web.csp_nonce,
        new_form_key=once.new_key,
        page_address=web.page_address,
        static_url=_static_url(app),
        can=access.can,
        demo_mode=settings.demo,
        installation=settings,
        joined_name=joined_name,
    )
    app.context_processor(
        lambda: {
            "identity": web.actor(),
            "nav_items": web.nav_links,
            "session_tabs": web.session_tabs,
        }
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(ROOT / "static"),
        prefix="static/",
        max_age=3600,
        autorefresh=settings.testing,
    )


def _static_url(app: Flask) -> Any:
    versions: dict[str, str] = {}

    def static_url(path: str) -> str:
        """The address of a static file, with its version so that a change is seen at once."""
        if path not in versions:
            file = ROOT / "static" / path
            versions[path] = str(file.stat().st_mtime_ns // 1_000_000) if file.exists() else "0"
        return f"/static/{path}?v={versions[path]}"

    return static_url


def _bind_rooms(app: Flask) -> None:
    tabs: list[web.Tab] = []
    nav: list[web.NavItem] = []
    for room in reversed(ROOMS):
        _part(room, "models")
    for room in ROOMS:
        policies = _part(room, "policies")
        if policies is not None:
            access.register_policies(policies.POLICIES)
        for part in ("views", "api"):
            module = _part(room, part)
            if module is not None:
                app.register_blueprint(module.bp)
                tabs += getattr(module, "TABS", [])
                nav += getattr(module, "NAV", [])
        _part(room, "jobs")
        cli = _part(room, "cli")
        if cli is not None:
            app.cli.add_command(cli.cli)
    app.extensions["concord.tabs"] = sorted(tabs, key=lambda tab: tab.order)
    app.extensions["concord.nav"] = sorted(nav, key=lambda item: item.order)
    app.extensions["concord.closing_checks"] = [
        check for room in reversed(ROOMS) for check in getattr(_part(room, "closing"), "CHECKS", ())
    ]
    app.extensions["concord.work_probes"] = [
        probe for room in reversed(ROOMS) for probe in getattr(_part(room, "closing"), "PROBES", ())
    ]
    app.extensions["concord.followers"] = [
        follow
        for room in reversed(ROOMS)
        for follow in getattr(_part(room, "following"), "FOLLOWERS", ())
    ]
    app.extensions["concord.content_kinds"] = getattr(
        _part("exercises", "kinds"), "CONTENT_KINDS", {}
    )


def _part(room: str, part: str) -> Any:
    name = f"lms.{room}.{part}"
    spec = find_spec(name)
    return import_module(name) if spec and spec.origin else None
