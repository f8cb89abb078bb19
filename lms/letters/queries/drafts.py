"""A letter before it is written: what it would say to somebody, and what it lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.i18n import force_locale, localized
from lms.core.settings import settings
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.letters.enums import Layout, LetterKind
from lms.letters.models import Letter
from lms.letters.policies import Permission
from lms.letters.printing.wording import Wording
from lms.letters.queries import texts as text_queries
from lms.letters.queries.recipients import recipients
from lms.letters.queries.values import Facts, agency_names, facts, values
from lms.letters.rows import Gap, Line, Recipient, TextRow
from lms.letters.rules import kinds, render
from lms.letters.rules.frozen import Frozen, Side
from lms.letters.rules.render import Texts
from lms.letters.rules.variables import LINKS, MEND, VARIABLES, Source


@dataclass(frozen=True)
class SendPage:
    """Everybody to whom a kind of letter may go, and what stands against it."""

    head: SessionHead
    text: TextRow
    lines: Sequence[Line]


@dataclass(frozen=True)
class Preview:
    """A text on one person: the letter, or what it lacks."""

    letter: Frozen | None
    gaps: Sequence[Gap]


def send_page(slug: str, kind: LetterKind, languages: Sequence[str], actor: Identity) -> SendPage:
    """The page from which letters are written, for organisers. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_LETTERS, head)
    text = text_queries.in_force(head.id)[kind]
    people = recipients(head, kind, actor)
    known = facts(head, people, actor)
    written = _written(head, kind)
    agencies = agency_names({one.agency_id for one in people if one.agency_id})
    lines = [
        Line(
            recipient=one,
            agency=agencies.get(one.agency_id, {}) if one.agency_id else {},
            gaps=gaps(known, text.texts, one, languages),
            references=written.get(one.key, ()),
        )
        for one in people
    ]
    return SendPage(head, text, lines)


def gaps(known: Facts, texts: Texts, recipient: Recipient, languages: Sequence[str]) -> list[Gap]:
    """What a letter to somebody lacks: each value with what to do and where."""
    here = [one for one in languages if one in texts.languages]
    found = render.missing(texts, values(known, recipient, here, "-"), here)
    return [_gap(name, known.head, recipient) for name in found]


def _gap(name: str, head: SessionHead, recipient: Recipient) -> Gap:
    source = VARIABLES[name].source
    base = f"/sessions/{head.slug}"
    address = {
        Source.PERSON: recipient.mend,
        Source.SESSION: f"{base}/settings",
        Source.SCHEDULE: f"{base}/settings",
        Source.STAFF: f"{base}/settings",
    }.get(source, "")
    return Gap(name, MEND[source], address)


def draft(
    known: Facts,
    texts: Texts,
    recipient: Recipient,
    *,
    kind: LetterKind,
    number: int,
    languages: Sequence[str],
    layout: Layout = Layout.AFTER,
) -> Frozen:
    """The whole letter to somebody. Nothing may be missing; see `gaps`."""
    reference = kinds.reference(known.head.code, kind, number)
    given = values(known, recipient, languages, reference)
    said = render.compose(texts, given, languages)
    named = {name for one in languages for name in render.used(texts, one)} & LINKS
    tongue = recipient.language or settings().languages[0]
    return Frozen(
        kind=kind,
        reference=reference,
        languages=tuple(languages),
        sides={one: _side(known, said, given[one], kind, one) for one in languages},
        name=recipient.name,
        layout=layout,
        address=recipient.email,
        language=tongue if tongue in languages else languages[0],
        written=utcnow().isoformat(),
        links={name: given[languages[0]][name] for name in sorted(named)},
    )


def _side(
    known: Facts, said: Texts, given: Mapping[str, str], kind: LetterKind, language: str
) -> Side:
    words = Wording.of(language).texts
    person = f"{given['rank']} {given['person_name']}".strip()
    own = (person, given["designation"], given["agency"])
    to: tuple[str, ...] = own
    copy_to: tuple[str, ...] = ()
    if kind is LetterKind.RELIEVING:
        to = (words["head_of_office"], given["posting"], given["agency"])
        copy_to = (given["person_line"],)
    elif kind is LetterKind.CALL:
        to = (person, words["focal_point"], given["agency"])
    with force_locale(language):
        host, organised_by = (
            localized(known.head.host_name),
            localized(known.head.organised_by),
        )
    return Side(
        subject=said.subject[language],
        body=said.body[language],
        host=host,
        organised_by="" if organised_by == host else organised_by,
        dated=given["today"],
        to=tuple(part for part in to if part),
        signed=tuple(part for part in (given["organiser_name"], words["organiser"], host) if part)
        if given["organiser_name"]
        else (host,),
        copy_to=copy_to,
    )


def preview(
    slug: str,
    kind: LetterKind,
    key: str,
    *,
    languages: Sequence[str],
    layout: Layout,
    actor: Identity,
    texts: Texts | None = None,
) -> tuple[SessionHead, Preview]:
    """A text (that in force unless one is given) on a real recipient. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_LETTERS, head)
    texts = texts or text_queries.in_force(head.id)[kind].texts
    chosen = next((one for one in recipients(head, kind, actor) if one.key == key), None)
    if chosen is None:
        raise NotFound
    known = facts(head, [chosen], actor)
    here = [one for one in languages if one in texts.languages] or texts.languages
    lacking = gaps(known, texts, chosen, here)
    if lacking:
        return head, Preview(None, lacking)
    number = next_number(head, kind)
    made = draft(known, texts, chosen, kind=kind, number=number, languages=here, layout=layout)
    return head, Preview(made, [])


def next_number(head: SessionHead, kind: LetterKind) -> int:
    """The number of the next letter of a kind. Under the session's lock it is that letter's."""
    count = db.session.scalar(
        unscoped(
            sa.select(sa.func.count())
            .select_from(Letter)
            .where(Letter.course_session_id == head.id, Letter.kind == kind),
            because="letters are numbered over the whole session",
        )
    )
    return (count or 0) + 1


def _written(head: SessionHead, kind: LetterKind) -> dict[str, list[str]]:
    rows = db.session.execute(
        unscoped(
            sa.select(Letter.subject_id, Letter.person_id, Letter.agency_id, Letter.reference)
            .where(Letter.course_session_id == head.id, Letter.kind == kind)
            .order_by(Letter.reference),
            because="organisers see all letters of their session",
        )
    )
    found: dict[str, list[str]] = {}
    for subject_id, person_id, agency_id, reference in rows:
        found.setdefault(str(subject_id or person_id or agency_id), []).append(reference)
    return found
