"""The jump box: from a few words to a page, a session, a person or a certificate.

It finds only what its person may see: each kind is asked through the query of its room.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import url_for

from lms.accounts.policies import Permission as AccountPermission
from lms.accounts.queries.people import PeopleFilter, people
from lms.agenda.policies import Permission as AgendaPermission
from lms.certificates.policies import Permission as CertificatePermission
from lms.certificates.queries import register
from lms.core.access import Identity, holds_role_for
from lms.core.i18n import _, _l, localized
from lms.core.names import joined_name
from lms.core.web import nav_links
from lms.courses.policies import Permission as CoursePermission
from lms.courses.queries import SessionFilter, session_list
from lms.desk.guides import GUIDES

LIMIT = 8


@dataclass(frozen=True)
class Hit:
    """One thing found: its words, what tells it apart, and its address."""

    label: str
    hint: str
    href: str


@dataclass(frozen=True)
class Group:
    """The hits of one kind."""

    title: str
    hits: Sequence[Hit]


_DEEDS: tuple[tuple[Any, str, StrEnum | None], ...] = (
    (_l("New session"), "courses.new_session", CoursePermission.CREATE_SESSION),
    (
        _l("New session from a template"),
        "agenda.new_from_template",
        CoursePermission.CREATE_SESSION,
    ),
    (_l("Templates of agendas"), "agenda.templates", AgendaPermission.USE_TEMPLATES),
    (_l("Calendar of all sessions"), "agenda.planner", AgendaPermission.VIEW_CALENDAR),
    (_l("Days off"), "agenda.days_off", AgendaPermission.VIEW_DAYS_OFF),
    (_l("When I cannot come"), "agenda.availability", AgendaPermission.KEEP_AVAILABILITY),
    (_l("My calendars"), "agenda.calendars", None),
    (_l("Check a certificate"), "certificates.verify", None),
    (_l("My certificates"), "certificates.own_certificates", None),
    (_l("My details"), "accounts.me", None),
    (_l("What clashes of agendas do"), "agenda.clash_rules", AgendaPermission.SET_RULES),
)


def find(actor: Identity, words: str) -> list[Group]:
    """What the words lead to, kinds without a hit left out. No words: pages and deeds only."""
    kinds: tuple[tuple[str, Callable[[Identity, str], list[Hit]]], ...] = (
        (_("Sessions"), _sessions),
        (_("People"), _people),
        (_("Certificates"), _certificates),
        (_("Pages"), _pages),
    )
    groups = [Group(title, ask(actor, words.strip()[:80])) for title, ask in kinds]
    return [group for group in groups if group.hits]


def _sessions(actor: Identity, words: str) -> list[Hit]:
    if not words:
        return []
    rows, _total = session_list(actor, SessionFilter(text=words), limit=LIMIT)
    return [
        Hit(localized(row.title), row.code, url_for("courses.overview", slug=row.slug))
        for row in rows
    ]


def _people(actor: Identity, words: str) -> list[Hit]:
    if len(words) < 2 or not holds_role_for(actor, AccountPermission.LIST_PEOPLE):
        return []
    rows, _page = people(actor=actor, wish=PeopleFilter(search=words), page=1)
    return [
        Hit(
            joined_name(row.first_name, row.last_name),
            localized(row.agency),
            url_for("accounts.person", person_id=row.id),
        )
        for row in rows[:LIMIT]
    ]


def _certificates(actor: Identity, words: str) -> list[Hit]:
    if not any(sign.isdigit() for sign in words):
        return []
    if not holds_role_for(actor, CertificatePermission.VIEW_REGISTER):
        return []
    rows, _total = register(actor=actor, search=words, limit=LIMIT, offset=0)
    return [
        Hit(row.serial, row.code, url_for("certificates.certificate", certificate_id=row.id))
        for row in rows
    ]


def _pages(actor: Identity, words: str) -> list[Hit]:
    pages = [(link.label, link.href) for link in nav_links()]
    pages += [
        (str(label), url_for(endpoint))
        for label, endpoint, permission in _DEEDS
        if permission is None or holds_role_for(actor, permission)
    ]
    pages += [(str(guide.title), url_for("desk.guide", key=guide.key)) for guide in GUIDES.values()]
    asked = words.casefold().split()
    return [
        Hit(label, "", href)
        for label, href in pages
        if all(word in label.casefold() for word in asked)
    ][:LIMIT]
