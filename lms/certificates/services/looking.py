"""A design looked at before it is used: on an invented person, or on a real one of a session."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from flask import current_app

from lms.certificates import queries
from lms.certificates.enums import CertificateKind
from lms.certificates.freezing import specimen_serial
from lms.certificates.policies import Permission
from lms.certificates.printing.compose import Paper
from lms.certificates.rules import Evidence
from lms.certificates.services.plans import Planned, frame_of, numbering_of, specimen
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.errors import NotFound
from lms.core.settings import Settings
from lms.courses.queries import session_head
from lms.designs import queries as designs
from lms.designs.drawing import DrawnDesign
from lms.designs.enums import Paper as Kind
from lms.designs.queries import Chosen
from lms.engines.credentials import codes, qr
from lms.engines.credentials.payload import Payload

_OFFICES = (
    {"office": {"en": "Director General", "ur": "ڈائریکٹر جنرل"}, "sealed": True},
    {"office": {"en": "Consul-General", "ur": "قونصل جنرل"}},
    {"office": {"en": "Country Representative", "ur": "کنٹری نمائندہ"}},
)
_CAPACITY = {"en": "trainer", "ur": "ٹرینر"}


def _today() -> datetime:
    """The day and no more, so that a paper looked at again is the same."""
    return utcnow().replace(hour=0, minute=0, second=0, microsecond=0)


def on_invented(design: DrawnDesign, kind: CertificateKind, *, offices: int = 3) -> Paper:
    """The design on somebody who does not exist, with a name in both scripts and three offices."""
    settings: Settings = current_app.extensions["concord.settings"]
    now = _today()
    payload = Payload.model_validate(_invented(design, kind, now, offices))
    return Paper(
        payload,
        "0" * codes.LENGTH,
        qr.verification_url(settings.base_url, "0" * 22),
        preview=True,
        design=design,
    )


def _invented(
    design: DrawnDesign, kind: CertificateKind, now: datetime, offices: int
) -> dict[str, object]:
    prefix, year = numbering_of(now)
    appreciation = kind is CertificateKind.APPRECIATION
    return {
        "serial": specimen_serial(prefix, year),
        "kind": kind.value,
        "issued_at": now,
        "demonstration": False,
        "template": design.name,
        "template_hash": design.hash,
        "issuer": {
            "name": {"en": "Academy of Training", "ur": "تربیتی اکیڈمی"},
            "place": {"en": "Karachi", "ur": "کراچی"},
            "installation": "preview",
        },
        "holder": {
            "name": "Tabassum Rani Chandio",
            "local_name": "تبسم رانی چانڈیو",
            "local_language": "ur",
            "rank": {"en": "Inspector", "ur": "انسپکٹر"},
            "agency": {"en": "Sindh Police", "ur": "سندھ پولیس"},
            "capacity": _CAPACITY if appreciation else {},
        },
        "training": {
            "code": "SPECIMEN",
            "title": {"en": "Criminal-Intelligence Analysis", "ur": "مجرمانہ انٹیلی جنس کا تجزیہ"},
            "place": {"en": "Karachi", "ur": "کراچی"},
            "starts_on": date(year, 3, 2),
            "ends_on": date(year, 3, 6),
            "contact_minutes": 1_800,
            "half_days": 10,
            "half_days_attended": 9,
            "organiser": {"en": "the Academy of Training"},
            "donor": {"en": "the Government of Utopia"},
        },
        "signatories": _OFFICES[:offices],
    }


def on_person(
    design: DrawnDesign,
    kind: CertificateKind,
    *,
    actor: Identity,
    slug: str,
    enrolment_id: UUID | None,
) -> Paper:
    """The design on a person of a session, or on the first of its roll. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.PREVIEW_PAPERS, head)
    people = queries.evidence.candidates(head.id, actor=actor)
    wanted = [one for one in people if enrolment_id in {None, one.enrolment_id}]
    if not wanted:
        raise NotFound
    person = wanted[0]
    frame = frame_of(head, _today())
    months = frame.chosen(kind).expires_months
    frame = replace(frame, designs={**frame.designs, Kind(kind.value): Chosen(design, months)})
    evidence = queries.evidence.evidence(head, [person], actor=actor)
    seen = evidence.get(person.enrolment_id, Evidence())
    paper = specimen(Planned(frame, person, kind, seen), preview=True)
    if kind is not CertificateKind.APPRECIATION:
        return paper
    holder = paper.payload.holder.model_copy(update={"capacity": _CAPACITY})
    return replace(paper, payload=paper.payload.model_copy(update={"holder": holder}))


def design_of(key: str, *, actor: Identity) -> DrawnDesign:
    """The newest state of a design. Raises NotFound."""
    return designs.ready(designs.design(key, actor=actor).source)
