"""Agencies and units, straight into the tables."""

import itertools

from lms.agencies.models import Agency, Unit
from lms.core.db import db, transaction

_number = itertools.count(1)


def make_agency(name: str = "Coast Guards", **values: object) -> Agency:
    """An agency; give `slug`, `precedence`, ... where the test is about them."""
    number = next(_number)
    given: dict[str, object] = {
        "slug": f"agency-{number}",
        "name": {"en": name, "ur": f"ادارہ {number}"},
        "short_name": {"en": name[:12]},
        "country": "PK",
        "precedence": number,
    }
    with transaction():
        agency = Agency(**(given | values))
        db.session.add(agency)
        db.session.flush()
    return agency


def make_unit(agency: Agency, name: str = "Collectorate", **values: object) -> Unit:
    """A unit of an agency."""
    given: dict[str, object] = {
        "agency_id": agency.id,
        "slug": f"unit-{next(_number)}",
        "name": {"en": name},
    }
    with transaction():
        unit = Unit(**(given | values))
        db.session.add(unit)
        db.session.flush()
    return unit
