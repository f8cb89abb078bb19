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
    """A refused batch has issued nothing: some of its papers cannot be printed."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


class EventKind(StrEnum):
    """What may befall a certificate."""

    ISSUED = "issued"
    FILED = "filed"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


class Verdict(StrEnum):
    """The answer to "is this paper real?". A changed file is told apart from an unknown one."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    CHANGED = "changed"
    UNKNOWN = "unknown"
