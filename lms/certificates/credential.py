"""The credential of one certificate, from its frozen payload. Pure: the same input, the same bytes.

Addresses: the issuer's page, achievements and status lists lie under BASE/credentials.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID

import rfc8785

from lms.engines.credentials import badge, issuing
from lms.engines.credentials.badge import Award, Bearer
from lms.engines.credentials.jsonld import Document
from lms.engines.credentials.parts import Where
from lms.engines.credentials.payload import Localized, PaperKind, Payload
from lms.engines.credentials.proof import Unsigned

PREFERRED_LANGUAGE = "en"
_CRITERIA = {
    PaperKind.COMPLETION: "Attendance and assessment as the training's completion rule asks.",
    PaperKind.PARTICIPATION: "Attendance as the training's rule of participation asks.",
    PaperKind.APPRECIATION: "Help given to the training.",
}
_NOT_VALID = "DEMONSTRATION ONLY, NOT VALID. "


@dataclass(frozen=True)
class Place:
    """Where a certificate stands in the status lists: the list's number and the bit's index."""

    status_list: int
    index: int


def issuer_address(base_url: str) -> str:
    """The issuer's id, which is the address of its public page."""
    return f"{base_url.rstrip('/')}/credentials/issuer"


def parts_kind(base_url: str) -> str:
    """The address (`vct`) of what a certificate shown in parts is."""
    return f"{base_url.rstrip('/')}/credentials/types/certificate"


def where_of(base_url: str, place: Place) -> Where:
    """The addresses in a certificate that is shown in parts."""
    return Where(
        issuer_address(base_url),
        parts_kind(base_url),
        list_address(base_url, place.status_list),
        place.index,
    )


def list_address(base_url: str, number: int) -> str:
    """The address of a status list."""
    return f"{base_url.rstrip('/')}/credentials/status/{number}"


def achievement_of(payload: Payload, base_url: str) -> tuple[str, Document]:
    """The key and the document of the achievement that a certificate is for.

    The key is made of the content, so an address never shows anything else than it did.
    """
    award = award_of(payload, base_url, status_list=1)
    return award.achievement.rpartition("/")[2], badge.achievement(award)


def unsigned_for(
    payload: Payload,
    salt: bytes,
    place: Place,
    *,
    certificate_id: UUID,
    base_url: str,
    method: str,
) -> Unsigned:
    """The Open Badges credential of a certificate, to be signed by the key at address `method`.

    `salt` is the certificate's own; the salts of the hashed names are derived from it.
    """
    award = award_of(payload, base_url, status_list=place.status_list)
    holder = payload.holder
    names = [name for name in (holder.name, holder.local_name) if name]
    hidden = tuple(
        badge.hashed_name(name, badge.name_salt(salt, at)) for at, name in enumerate(names)
    )
    bearer = Bearer(f"urn:uuid:{certificate_id}", payload.serial, hidden, str(place.index))
    return issuing.unsigned(award, bearer, method)


def award_of(payload: Payload, base_url: str, *, status_list: int) -> Award:
    """What all credentials of one action share."""
    training = payload.training
    language = PREFERRED_LANGUAGE if training.title.get(PREFERRED_LANGUAGE) else ""
    language = language or next(iter(training.title), PREFERRED_LANGUAGE)
    title = _said(training.title, language)
    warning = _NOT_VALID if payload.demonstration else ""
    award = Award(
        issuer=issuer_address(base_url),
        issuer_name=_said(payload.issuer.name, language),
        issuer_url=base_url,
        achievement="",
        name=f"Certificate of {payload.kind.value}: {title}",
        description=warning + _description(payload, language),
        criteria=_CRITERIA[payload.kind],
        language=language,
        human_code=training.code,
        starts_on=training.starts_on,
        ends_on=training.ends_on,
        valid_from=payload.issued_at,
        valid_until=_end_of(payload.expires_on),
        status_list=list_address(base_url, status_list),
    )
    return _addressed(award, f"{base_url.rstrip('/')}/credentials/achievements")


@lru_cache(maxsize=64)
def _addressed(award: Award, folder: str) -> Award:
    """The award with its achievement's address, worked out once for all papers of an action."""
    content = rfc8785.dumps(badge.achievement(award))
    digest = hashlib.sha256(content).hexdigest()[:32]
    return replace(award, achievement=f"{folder}/{digest}")


def _description(payload: Payload, language: str) -> str:
    training = payload.training
    place = _said(training.place, language)
    parts = [f"{_said(training.title, language)}, {training.starts_on} to {training.ends_on}"]
    if place:
        parts[0] += f", {place}"
    if training.contact_minutes:
        hours, minutes = divmod(training.contact_minutes, 60)
        parts.append(f"Contact time {hours} h {minutes:02d} min")
    organiser = _said(training.organiser, language)
    if organiser:
        parts.append(f"Organised by {organiser}")
    return ". ".join(parts) + "."


def _said(text: Localized, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")


def _end_of(day: date | None) -> datetime | None:
    """The first moment after a day, in UTC."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), UTC)
