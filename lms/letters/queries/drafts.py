"""A letter before it is written: what it would say to somebody, and what it lacks."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.settings import settings
from lms.courses.rows import SessionHead
from lms.letters.enums import Layout, LetterKind
from lms.letters.formats.library import example
from lms.letters.models import Letter
from lms.letters.printing.wording import Wording
from lms.letters.queries.values import Facts, values
from lms.letters.rows import Gap, Recipient
from lms.letters.rules import kinds, render
from lms.letters.rules.frozen import Frozen, Side
from lms.letters.rules.render import Texts
from lms.letters.rules.variables import LINKS, MEND, VARIABLES, Source

Values = Mapping[str, Mapping[str, str]]


def gaps(known: Facts, texts: Texts, recipient: Recipient, languages: Sequence[str]) -> list[Gap]:
    """What a letter to somebody lacks: each value with what to do and where."""
    here = [one for one in languages if one in texts.languages]
    found = render.missing(texts, values(known, recipient, here, "-"), here)
    return [_gap(name, known.head, recipient) for name in found]


def _gap(name: str, head: SessionHead, recipient: Recipient) -> Gap:
    source = VARIABLES[name].source
    if source is Source.PERSON:
        address = recipient.mend
    elif source in {Source.SESSION, Source.SCHEDULE, Source.STAFF}:
        address = f"/sessions/{head.slug}/settings"
    else:
        address = ""
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
    return _frozen(
        texts,
        given,
        recipient,
        kind=kind,
        reference=reference,
        languages=languages,
        layout=layout,
    )


def sample(
    texts: Texts, kind: LetterKind, languages: Sequence[str], layout: Layout = Layout.AFTER
) -> Frozen:
    """A text on an invented person."""
    given = example()
    someone = Recipient(None, None, None, name=given["en"]["person_name"])
    return _frozen(
        texts,
        given,
        someone,
        kind=kind,
        reference=given["en"]["letter_no"],
        languages=languages,
        layout=layout,
    )


def _frozen(
    texts: Texts,
    given: Values,
    recipient: Recipient,
    *,
    kind: LetterKind,
    reference: str,
    languages: Sequence[str],
    layout: Layout,
) -> Frozen:
    said = render.compose(texts, given, languages)
    named = {name for one in languages for name in render.used(texts, one)} & LINKS
    tongue = recipient.language or settings().languages[0]
    return Frozen(
        kind=kind,
        reference=reference,
        languages=tuple(languages),
        sides={one: _side(said, given[one], kind, one) for one in languages},
        name=recipient.name,
        layout=layout,
        address=recipient.email,
        language=tongue if tongue in languages else languages[0],
        written=utcnow().isoformat(),
        links={name: given[languages[0]][name] for name in sorted(named)},
    )


def _side(said: Texts, given: Mapping[str, str], kind: LetterKind, language: str) -> Side:
    words = Wording.of(language).texts
    person = f"{given['rank']} {given['person_name']}".strip()
    to, copy_to = [person, given["designation"], given["agency"]], []
    if kind is LetterKind.RELIEVING:
        to = [words["head_of_office"], given["posting"], given["agency"]]
        copy_to = [given["person_line"]]
    elif kind is LetterKind.CALL:
        to = [person, words["focal_point"], given["agency"]]
    host, organiser, partner = given["host"], given["organiser_name"], given["organised_by"]
    signed = [organiser, words["organiser"], host] if organiser else [host]
    return Side(
        subject=said.subject[language],
        body=said.body[language],
        host=host,
        organised_by="" if partner == host else partner,
        dated=given["today"],
        to=tuple(part for part in to if part),
        signed=tuple(part for part in signed if part),
        copy_to=tuple(copy_to),
    )


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
