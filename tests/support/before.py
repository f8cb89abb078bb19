"""Certificates that were issued before register, second signature and QR statement existed.

`tests/data/certificates-before` holds signed files, the root they stand under and what the register
knew of them, as the code of that time made them. They are never made anew: whatever changes in how
certificates are made, these go on being verified by every path.
"""

import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from lms.certificates.models import Certificate, CertificateBatch, CertificateEvent
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.ids import new_id
from lms.designs.models import TemplateVersion
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment

FOLDER = Path(__file__).resolve().parents[1] / "data" / "certificates-before"
ROOT_FILE = FOLDER / "root.pem"
VALID, REVOKED, SUPERSEDED, NEWER = (f"DGTR-2026-{number:04d}" for number in range(1, 5))
REASON = "Issued in error."


def file_of(serial: str) -> Path:
    """The signed PDF of one of them."""
    return FOLDER / f"{serial}.pdf"


def facts() -> dict[str, dict[str, Any]]:
    """What the register knew, by serial: the row's columns, bytes as hex, times as ISO 8601."""
    kept = json.loads((FOLDER / "register.json").read_text("utf-8"))
    return {one["row"]["serial"]: one["row"] for one in kept["rows"]}


def put_register() -> dict[str, Certificate]:
    """Put the rows into the present tables, under people and a session made for them."""
    kept = json.loads((FOLDER / "register.json").read_text("utf-8"))["rows"]
    agency = make_agency()
    course_session = make_session(agencies=[agency])
    enrolments = {
        old: make_enrolment(course_session, agency)
        for old in dict.fromkeys(one["row"]["enrolment_id"] for one in kept)
    }
    made: dict[str, Certificate] = {}
    with transaction():
        batch = CertificateBatch(id=new_id(), course_session_id=course_session.id, state="done")
        db.session.add(batch)
        for sha256 in {one["row"]["template_hash"] for one in kept}:
            version = TemplateVersion(hash=sha256, name="official", source={}, created_at=utcnow())
            db.session.add(version)
        db.session.flush()
        for one in kept:
            enrolment = enrolments[one["row"]["enrolment_id"]]
            row = Certificate(**_typed(Certificate, one["row"]))
            row.enrolment_id, row.person_id = enrolment.id, enrolment.person_id
            row.course_session_id, row.agency_id = course_session.id, agency.id
            row.batch_id, row.file_id, row.superseded_by_id = batch.id, None, None
            db.session.add(row)
            db.session.flush()
            db.session.add_all(
                CertificateEvent(**_typed(CertificateEvent, event)) for event in one["events"]
            )
            made[row.serial] = row
        db.session.flush()
        made[SUPERSEDED].superseded_by_id = made[NEWER].id
    return made


def _typed(model: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    """Values of JSON as the columns want them. Columns that came later keep their default."""
    columns = sa.inspect(model).columns
    return {name: _value(columns[name].type, value) for name, value in values.items()}


def _value(kind: Any, value: Any) -> Any:
    if value is None or isinstance(value, dict):
        return value
    if isinstance(kind, sa.Enum):
        return kind.python_type(value)
    if isinstance(kind, sa.LargeBinary):
        return bytes.fromhex(value)
    if isinstance(kind, sa.Uuid):
        return uuid.UUID(value)
    text_of_time = isinstance(value, str) and not isinstance(kind, sa.String)
    return datetime.fromisoformat(value) if text_of_time else value
