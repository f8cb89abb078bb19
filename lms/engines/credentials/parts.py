"""A certificate whose holder chooses what to show: an SD-JWT VC (typ `dc+sd-jwt`).

Course, kind, dates and issuer stand in clear. All that tells of the person, and what not everybody
has to know of the training, can be withheld, each by itself. There are always as many digests, so
that nobody sees whether a certificate has, say, a name in a local script.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from lms.engines.credentials import sdjwt
from lms.engines.credentials.badge import REVOCATION
from lms.engines.credentials.payload import Localized, PaperKind, Payload
from lms.engines.credentials.sdjwt import Claims, NotAnSdJwt, Unsigned

DIGESTS = 16
_STATUS = "credentialStatus"


class Part(StrEnum):
    """What may be shown or withheld, in the order in which it is shown."""

    NAME = "name"
    LOCAL_NAME = "local_name"
    RANK = "rank"
    AGENCY = "agency"
    CAPACITY = "capacity"
    SERIAL = "serial"
    PLACE = "place"
    CONTACT_MINUTES = "contact_minutes"
    ATTENDANCE = "attendance"
    ORGANISER = "organiser"
    DONOR = "donor"
    PROJECT = "project"


ALWAYS = (
    "iss",
    "vct",
    "iat",
    "exp",
    _STATUS,
    "issuer_name",
    "course",
    "kind",
    "starts_on",
    "ends_on",
    "issued_on",
    "demonstration",
)
_OPTIONAL = {"exp"}


@dataclass(frozen=True)
class Where:
    """The addresses in a certificate's SD-JWT, and its bit in the status list."""

    issuer: str
    kind: str
    """The address of what kind of credential this is (`vct`)."""
    status_list: str
    index: int

    @property
    def list_number(self) -> int | None:
        """The number of the status list, which its address ends with."""
        number = self.status_list.rpartition("/")[2]
        return int(number) if number.isdecimal() else None


def unsigned(payload: Payload, where: Where, *, key_id: str, made_at: datetime) -> Unsigned:
    """The SD-JWT of a certificate, to be signed by the key of this name."""
    said = always(payload, where, iat=int(made_at.timestamp()))
    return Unsigned.of(said, hidden(payload), key_id=key_id, digests=DIGESTS)


def always(payload: Payload, where: Where, *, iat: int) -> Claims:
    """What everybody sees. The status is an entry of the W3C's bitstring list, the same as in the
    credential inside the file."""
    training = payload.training
    said: Claims = {"iss": where.issuer, "vct": where.kind, "iat": iat}
    if payload.expires_on is not None:
        ends = datetime.combine(payload.expires_on + timedelta(days=1), time(), UTC)
        said["exp"] = int(ends.timestamp())
    said[_STATUS] = {
        "id": f"{where.status_list}#{where.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": REVOCATION,
        "statusListIndex": str(where.index),
        "statusListCredential": where.status_list,
    }
    return said | {
        "issuer_name": _said(payload.issuer.name),
        "course": {"code": training.code, "title": _said(training.title)},
        "kind": payload.kind.value,
        "starts_on": training.starts_on.isoformat(),
        "ends_on": training.ends_on.isoformat(),
        "issued_on": payload.issued_at.date().isoformat(),
        "demonstration": payload.demonstration,
    }


def last_day(claims: Mapping[str, Any]) -> date | None:
    """The last day of validity that claims say; None where they say none."""
    ends = claims.get("exp")
    return None if ends is None else datetime.fromtimestamp(ends, UTC).date() - timedelta(days=1)


def hidden(payload: Payload) -> Claims:
    """What may be withheld: only what the certificate really says."""
    holder, training = payload.holder, payload.training
    said: Claims = {
        Part.NAME: holder.name,
        Part.LOCAL_NAME: _said({holder.local_language or "und": holder.local_name}),
        Part.RANK: _said(holder.rank),
        Part.AGENCY: _said(holder.agency),
        Part.CAPACITY: _said(holder.capacity),
        Part.SERIAL: payload.serial,
        Part.PLACE: _said(training.place),
        Part.CONTACT_MINUTES: training.contact_minutes,
        Part.ATTENDANCE: _attendance(payload),
        Part.ORGANISER: _said(training.organiser),
        Part.DONOR: _said(training.donor),
        Part.PROJECT: _said(training.project),
    }
    return {part: value for part, value in said.items() if value}


def _said(text: Localized) -> Localized:
    return {language: said for language, said in text.items() if said}


def _attendance(payload: Payload) -> dict[str, int]:
    training = payload.training
    if payload.kind is PaperKind.APPRECIATION or not training.half_days:
        return {}
    return {"half_days": training.half_days, "attended": training.half_days_attended}


def where_of(claims: Mapping[str, Any]) -> Where | None:
    """The addresses that a text names, and its bit; None where it lacks one.

    They are those of the moment at which it was made: an installation may have moved since.
    """
    told = claims.get(_STATUS)
    if not isinstance(told, dict):
        return None
    named = [claims.get("iss"), claims.get("vct"), told.get("statusListCredential")]
    index = told.get("statusListIndex")
    if not isinstance(index, str) or not index.isdecimal():
        return None
    issuer, kind, status_list = [one if isinstance(one, str) else "" for one in named]
    return Where(issuer, kind, status_list, int(index))


def says_the_same(claims: Mapping[str, Any], payload: Payload, where: Where) -> bool:
    """Whether each claim is what the frozen payload says."""
    iat = claims.get("iat")
    if not isinstance(iat, int):
        return False
    said: Claims = {**always(payload, where, iat=iat), **hidden(payload)}
    return all(name in said and said[name] == value for name, value in claims.items())


def is_to_be_signed(data: bytes) -> bool:
    """Whether these are the bytes that are signed for an SD-JWT of this form, and no others: a name
    in clear is none."""
    try:
        found = sdjwt.parsed(data.decode("ascii") + ".AA~")
    except (NotAnSdJwt, UnicodeDecodeError):
        return False
    header, payload = found.header, dict(found.payload)
    digests, hash_name = payload.pop("_sd", None), payload.pop("_sd_alg", None)
    return (
        header == {"alg": sdjwt.ALGORITHM, "typ": sdjwt.TYPE, "kid": header.get("kid")}
        and hash_name == sdjwt.HASH
        and isinstance(digests, list)
        and len(digests) == DIGESTS
        and set(ALWAYS) - _OPTIONAL <= set(payload) <= set(ALWAYS)
        and data == found.signed.encode()
    )
