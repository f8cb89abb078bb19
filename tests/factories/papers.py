"""Papers for tests that need no database."""

from datetime import UTC, date, datetime
from typing import Any

from lms.certificates.printing import template
from lms.certificates.printing.compose import Paper
from lms.engines.credentials.payload import Payload

CODE = "7K3MQ2XA9FTD000H"
ADDRESS = "https://concord.example/v/hQ3k_-2fAbCdEfGhIjKlMn"
URDU_NAME = "تبسم رانی چانڈیو"
OFFICES = (
    {"office": {"en": "Consul-General of Japan", "ur": "قونصل جنرل جاپان"}},
    {"office": {"en": "Director General, DGTR", "ur": "ڈائریکٹر جنرل"}, "sealed": True},
    {"office": {"en": "Country Representative"}, "organisation": {"en": "UNODC"}},
)


def make_payload(
    *, name: str = "Tabassum Rani Chandio", local: str = URDU_NAME, offices: int = 2, **changes: Any
) -> Payload:
    """A payload as the demonstration would have it; `changes` replace whole parts."""
    training: dict[str, Any] = {
        "code": "DGTR-2019-03",
        "title": {
            "en": "Operationalization of Criminal-Intelligence Products",
            "ur": "مجرمانہ انٹیلی جنس مصنوعات کا عملی استعمال",
        },
        "place": {"en": "Karachi", "ur": "کراچی"},
        "starts_on": date(2019, 9, 17),
        "ends_on": date(2019, 9, 19),
        "contact_minutes": 885,
        "half_days": 6,
        "half_days_attended": 5,
        "organiser": {"en": "the UNODC Country Office Pakistan"},
        "donor": {"en": "the Government of Japan"},
        "project": {"en": "Strengthening Border Security"},
    } | changes.pop("training", {})
    values: dict[str, Any] = {
        "serial": "DGTR-2026-0017",
        "kind": "completion",
        "issued_at": datetime(2026, 11, 25, 9, 30, tzinfo=UTC),
        "demonstration": True,
        "template": template.NAME,
        "template_hash": template.template_hash(),
        "issuer": {
            "name": {
                "en": "Directorate General of Training and Research",
                "ur": "ڈائریکٹوریٹ جنرل آف ٹریننگ اینڈ ریسرچ",
            },
            "place": {"en": "Karachi, Pakistan"},
            "installation": "0190",
        },
        "holder": {
            "name": name,
            "local_name": local,
            "local_language": "ur" if local else "",
            "rank": {"en": "Inspector", "ur": "انسپکٹر"},
            "agency": {"en": "Sindh Police", "ur": "سندھ پولیس"},
        },
        "training": training,
        "signatories": OFFICES[:offices],
    }
    return Payload.model_validate(values | changes)


def make_paper(**changes: Any) -> Paper:
    """A paper with that payload."""
    return Paper(make_payload(**changes), CODE, ADDRESS)
