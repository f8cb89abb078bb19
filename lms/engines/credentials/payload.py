"""The payload of a certificate: what was certified, typed, with the number of its schema.

A payload is written once, at issue, as canonical JSON (RFC 8785). The paper, the register and the
file's attachment are all made from these bytes, so none of them can drift apart.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

import rfc8785
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from lms.core.composed import composed

SCHEMA: Literal[1] = 1


class PaperKind(StrEnum):
    """The papers: completion is assessed, participation attended, appreciation given for help."""

    COMPLETION = "completion"
    PARTICIPATION = "participation"
    APPRECIATION = "appreciation"


Text = Annotated[str, AfterValidator(composed)]
Localized = dict[str, Text]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Issuer(_Part):
    """Who issues: the host of the training, and the installation that keeps the register."""

    name: Localized
    place: Localized = Field(default_factory=dict)
    installation: str


class Holder(_Part):
    """The person as frozen at issue. `local_name` is the name in `local_language`, if any.

    `capacity` is what a person of an appreciation was there as: trainer, guest of honour.
    """

    name: Text
    local_name: Text = ""
    local_language: str = ""
    rank: Localized = Field(default_factory=dict)
    agency: Localized = Field(default_factory=dict)
    capacity: Localized = Field(default_factory=dict)


class Training(_Part):
    """What was attended: title, place and days; contact time in minutes; half-days as counts."""

    code: str
    title: Localized
    place: Localized
    starts_on: date
    ends_on: date
    contact_minutes: int | None = Field(default=None, ge=0)
    half_days: int = Field(ge=0)
    half_days_attended: int = Field(ge=0)
    donor: Localized = Field(default_factory=dict)
    project: Localized = Field(default_factory=dict)
    organiser: Localized = Field(default_factory=dict)


class Signatory(_Part):
    """An office that signs. `sealed` is true where the file carries this office's digital seal."""

    office: Localized
    organisation: Localized = Field(default_factory=dict)
    sealed: bool = False


class Payload(_Part):
    """Everything that one certificate states. Times are in UTC, days are the training's own."""

    schema_number: Literal[1] = Field(default=SCHEMA, alias="schema")
    serial: str
    kind: PaperKind
    issued_at: datetime
    demonstration: bool
    template: str
    template_hash: str
    issuer: Issuer
    holder: Holder
    training: Training
    signatories: tuple[Signatory, ...] = Field(min_length=1, max_length=3)
    supersedes: str | None = None
    # the last day on which the certificate holds; None: it does not expire
    expires_on: date | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def canonical(payload: Payload) -> bytes:
    """The payload as canonical JSON (RFC 8785), UTF-8."""
    document: dict[str, Any] = payload.model_dump(mode="json", by_alias=True)
    return rfc8785.dumps(document)


def read_payload(data: bytes) -> Payload:
    """The payload in these bytes. Raises pydantic's ValidationError where they hold none.

    Older schema numbers are brought up to the present one here; there is only one so far.
    """
    return Payload.model_validate_json(data)
