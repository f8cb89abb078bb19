"""The file of spare blanks, for the same printer and in the same finish as the pack."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from lms.audit.services import record
from lms.certificates.enums import BlankState
from lms.certificates.models import SpareBlank
from lms.certificates.printing.fast import Press
from lms.certificates.printing.render import PaperProblem
from lms.certificates.queries.blanks import blanks_of
from lms.core.access import Identity
from lms.core.errors import Refused
from lms.core.messages import N_
from lms.core.settings import settings
from lms.courses.rows import SessionHead
from lms.designs import queries as designs
from lms.designs.drawing import DrawnDesign
from lms.engines import press
from lms.engines.credentials import qr
from lms.engines.credentials.payload import read_payload
from lms.pack.printing import backs, blanks
from lms.pack.queries.backs import back_facts
from lms.pack.rules.finishing import Wanted, finish
from lms.pack.services.making import about, languages_of


def blanks_file(head: SessionHead, wanted: Wanted, *, actor: Identity) -> Iterator[bytes]:
    """One PDF of all blanks of a session that nobody has filled in or destroyed, by number.

    Call it inside a transaction. Raises Refused where there is none, or one cannot be printed.
    """
    rows = [one for one in blanks_of(head.id) if one.state is BlankState.BLANK]
    if not rows:
        raise Refused(N_("There is no blank to print. Number some first."))
    found = {key: designs.by_hash(key) for key in {one.template_hash for one in rows}}
    extras: dict[str, bytes] = {}
    for key, design in found.items():
        if wanted.backs:
            options = design.source.options
            extras[f"back-{key}"] = backs.draw(
                back_facts(head), options.size, languages_of(options)
            )
    sheets = _sheets(rows, found, extras, backs=wanted.backs)
    _record(actor, head.id, rows)
    return press.bind(sheets, extras, finish(wanted), about(head, "blanks"))


def _sheets(
    rows: Sequence[SpareBlank],
    found: dict[str, DrawnDesign],
    extras: dict[str, bytes],
    *,
    backs: bool,
) -> list[press.Sheet]:
    """The sheets; their labels come to the extras, one for each kind and design."""
    made = Press()
    labels: dict[str, blanks.Label] = {}
    sheets = []
    for row in rows:
        address = qr.verification_url(settings().base_url, row.token)
        payload, key = read_payload(row.payload.encode()), row.template_hash
        try:
            page = blanks.draw(made, payload, row.code, address, found[key])
        except PaperProblem as problem:
            raise Refused(problem.message) from problem
        name, options = f"label-{row.kind.value}-{key}", found[key].source.options
        if name not in labels:
            labels[name] = blanks.label(page, options.size, languages_of(options))
            extras[name] = labels[name].data
        sheets.append(
            press.Sheet(
                page,
                name=row.serial,
                back=f"back-{key}" if backs else "",
                stamp=name,
                stamp_at=labels[name].at,
            )
        )
    return sheets


def _record(actor: Identity, course_session_id: UUID, rows: Sequence[SpareBlank]) -> None:
    record(
        actor,
        "pack.blanks_printed",
        object_type="course_session",
        object_id=course_session_id,
        summary=N_(
            "Printed %(n)s spare blanks, %(first)s to %(last)s.",
            n=len(rows),
            first=rows[0].serial,
            last=rows[-1].serial,
        ),
        course_session_id=course_session_id,
        after={"serials": [one.serial for one in rows]},
    )
