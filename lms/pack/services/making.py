"""The files of a pack, made while they are sent: nothing waits for a worker, nothing is stored."""

import itertools
from collections.abc import Iterator, Sequence

from lms.audit.services import record
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.errors import Unavailable
from lms.core.i18n import pick
from lms.core.messages import N_
from lms.core.settings import settings
from lms.courses.rows import SessionHead
from lms.designs import queries as designs
from lms.designs.enums import Part
from lms.designs.formats import SIZES, Options
from lms.engines import press
from lms.engines.packing import packed
from lms.pack import queries
from lms.pack.printing import backs, test_sheet
from lms.pack.queries.backs import back_facts
from lms.pack.rows import Pack, PackPaper
from lms.pack.rules.finishing import Wanted, finish
from lms.pack.rules.names import file_name


def pack_file(pack: Pack, wanted: Wanted, *, actor: Identity) -> Iterator[bytes]:
    """One PDF of all papers asked for, in their order, piece by piece. What goes out is on record.

    Call it inside a transaction; the pieces need neither that nor the database. Raises Refused and
    Unavailable as `queries.in_part`, before the first piece.
    """
    chosen = queries.in_part(pack, wanted)
    sides, keys = _backs(pack.head, chosen) if wanted.backs else ({}, {})
    _record(actor, pack.head, "pack.printed", wanted, chosen)
    pieces = press.bind(_sheets(chosen, keys), sides, finish(wanted), about(pack.head, "print"))
    try:
        return itertools.chain([next(pieces)], pieces)
    except press.NotPlain as error:
        raise Unavailable(
            N_("The file of %(serial)s cannot be read as a PDF.", serial=chosen[0].serial)
        ) from error


def test_file(head: SessionHead, wanted: Wanted, *, page: str, language: str) -> Iterator[bytes]:
    """The printer's test sheet, both sides, turned as the pack would be."""
    size = next((size for key, size in SIZES.items() if key.value == page), (297.0, 210.0))
    made = test_sheet.draw(size, language, settings().base_url)
    sheet = press.Sheet(made.front, back="back")
    return press.bind([sheet], {"back": made.back}, finish(wanted), about(head, "test"))


def archive(pack: Pack, *, actor: Identity) -> Iterator[bytes]:
    """The single signed files in one ZIP archive, piece by piece, named so that they sort in the
    order in which people are called."""
    chosen = queries.in_part(pack, Wanted())
    _record(actor, pack.head, "pack.archived", Wanted(), chosen)
    of = len(pack.papers)
    entries = (
        (file_name(one.place, of, one.serial, one.surname), one.path.read_bytes()) for one in chosen
    )
    return packed(entries, utcnow())


def _sheets(chosen: Sequence[PackPaper], keys: dict[str, str]) -> Iterator[press.Sheet]:
    for one in chosen:
        yield press.Sheet(
            one.path.read_bytes(),
            name=f"{one.place} {one.serial} {one.name}",
            back=keys.get(one.template_hash, ""),
        )


def _backs(
    head: SessionHead, chosen: Sequence[PackPaper]
) -> tuple[dict[str, bytes], dict[str, str]]:
    """The backs by key, and the key for each design: its size and its languages decide."""
    facts = back_facts(head)
    sides, keys = {}, {}
    for template_hash in {one.template_hash for one in chosen}:
        options = designs.by_hash(template_hash).source.options
        languages = languages_of(options)
        key = f"{options.page.value}-{'-'.join(languages)}"
        keys[template_hash] = key
        if key not in sides:
            sides[key] = backs.draw(facts, options.size, languages)
    return sides, keys


def languages_of(options: Options) -> tuple[str, ...]:
    """The languages of a design: the second one where it has a column for it."""
    return ("en",) if Part.LOCAL in options.hidden else ("en", "ur")


def about(head: SessionHead, what: str) -> press.About:
    """What a bound file says of itself."""
    return press.About(
        title=f"{head.code} {what}", author=settings().installation_name, created=utcnow()
    )


def _record(
    actor: Identity, head: SessionHead, act: str, wanted: Wanted, chosen: Sequence[PackPaper]
) -> None:
    record(
        actor,
        act,
        object_type="course_session",
        object_id=head.id,
        summary=N_(
            "Took along %(n)s certificates of %(session)s, %(first)s to %(last)s.",
            n=len(chosen),
            session=pick(head.title, "en"),
            first=chosen[0].serial,
            last=chosen[-1].serial,
        ),
        course_session_id=head.id,
        after={
            "papers": len(chosen),
            "first": chosen[0].place,
            "last": chosen[-1].place,
            "backs": wanted.backs,
            "flip": wanted.flip.value,
            "marks": wanted.marks,
            "bleed": wanted.bleed,
        },
    )
