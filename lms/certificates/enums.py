"""Fixed words of certificates."""

from enum import StrEnum


class CertificateKind(StrEnum):
    """Two different papers: completion is assessed, participation is attended."""

    COMPLETION = "completion"
    PARTICIPATION = "participation"


class CertificateState(StrEnum):
    """Of the record. `unknown` is none of these."""

    RESERVED = "reserved"
    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


class BatchState(StrEnum):
    RUNNING = "running"
    DONE = "done"
