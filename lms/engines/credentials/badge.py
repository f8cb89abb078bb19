"""Open Badges 3.0 AchievementCredential, which is a W3C Verifiable Credential 2.0.

The name does not stand in it. The subject is known by salted hashes (IdentityObject): whoever is
told the name can check it, and nobody can try out a staff list without the salt, which only the
credential carries.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lms.engines.credentials.jsonld import CREDENTIALS_V2, OPEN_BADGES, Document
from lms.engines.credentials.proof import moment

CONTEXTS = [CREDENTIALS_V2, OPEN_BADGES]
SALT_BYTES = 16
MEDIA_TYPE = "application/vc"
FILE_NAME = "credential.json"
REVOCATION = "revocation"
_SALT_LABEL = b"concord open badge identity "


@dataclass(frozen=True)
class Award:
    """What all credentials of one action share: who issues, what for, from when, until when.

    `issuer`, `achievement` and `status_list` are addresses; texts are in `language`.
    """

    issuer: str
    issuer_name: str
    issuer_url: str
    achievement: str
    name: str
    description: str
    criteria: str
    language: str
    human_code: str
    starts_on: date
    ends_on: date
    valid_from: datetime
    valid_until: datetime | None
    status_list: str


@dataclass(frozen=True)
class HashedName:
    """A name as `IdentityObject` holds it: SHA-256 over name and salt, both as UTF-8 text."""

    digest: str
    salt: str


@dataclass(frozen=True)
class Bearer:
    """What is one person's own in a credential: its id, serial, hashed names, place in the list."""

    credential: str
    serial: str
    names: tuple[HashedName, ...]
    status_index: str


def hashed_name(name: str, salt: str) -> HashedName:
    """A name behind a salt of at least 128 bits in hexadecimal. Raises ValueError if shorter."""
    if len(salt) < 2 * SALT_BYTES:
        raise ValueError("The salt of a name has 128 bits or more.")
    text = unicodedata.normalize("NFC", name) + salt
    return HashedName("sha256$" + hashlib.sha256(text.encode()).hexdigest(), salt)


def name_salt(secret: bytes, place: int) -> str:
    """The salt for the name at this place, from a certificate's own salt, in hexadecimal.

    One way only: who gets the credential learns nothing of the salt of the frozen payload.
    """
    label = _SALT_LABEL + str(place).encode()
    return hmac.digest(secret, label, "sha256")[:SALT_BYTES].hex()


def fits_name(document: Document, name: str) -> bool:
    """Whether this name is the one that the credential was issued to."""
    composed = unicodedata.normalize("NFC", name)
    for identity in document["credentialSubject"]["identifier"]:
        wanted = hashed_name(composed, identity["salt"]).digest
        if hmac.compare_digest(wanted, identity["identityHash"]):
            return True
    return False


def achievement(award: Award) -> Document:
    """The achievement as it stands in the credential, and at its own address."""
    return {
        "id": award.achievement,
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": award.name,
        "description": award.description,
        "criteria": {"narrative": award.criteria},
        "humanCode": award.human_code,
        "inLanguage": award.language,
    }


def document(award: Award, bearer: Bearer) -> Document:
    """The credential before it is signed."""
    made: Document = {
        "@context": list(CONTEXTS),
        "id": bearer.credential,
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": award.name,
        "issuer": {
            "id": award.issuer,
            "type": ["Profile"],
            "name": award.issuer_name,
            "url": award.issuer_url,
        },
        "validFrom": moment(award.valid_from),
    }
    if award.valid_until is not None:
        made["validUntil"] = moment(award.valid_until)
    made["credentialSubject"] = _subject(award, bearer)
    made["credentialStatus"] = {
        "id": f"{award.status_list}#{bearer.status_index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": REVOCATION,
        "statusListIndex": bearer.status_index,
        "statusListCredential": award.status_list,
    }
    return made


def _subject(award: Award, bearer: Bearer) -> dict[str, Any]:
    return {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": name.digest,
                "identityType": "name",
                "salt": name.salt,
            }
            for name in bearer.names
        ],
        "licenseNumber": bearer.serial,
        "activityStartDate": award.starts_on.isoformat(),
        "activityEndDate": award.ends_on.isoformat(),
        "achievement": achievement(award),
    }
