"""Fixed words of certificates."""

from enum import StrEnum


class CertificateKind(StrEnum):
    """Different papers: completion is assessed, participation attended, appreciation given."""

    COMPLETION = "completion"
    PARTICIPATION = "participation"
    APPRECIATION = "appreciation"


class CertificateState(StrEnum):
    """Of the record. `unknown` is none of these.

    A void number was given out and its paper could not be made: it is never used again.
    """

    RESERVED = "reserved"
    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    VOID = "void"


class BatchState(StrEnum):
    """A batch whose list people have to sign is checked before that list opens, and then waits for
    them; a refused one has issued nothing, because some of its papers cannot be printed or its
    list is out of date."""

    CHECKING = "checking"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Hold(StrEnum):
    """Why the worker stands still: the keys are locked, refused the list, or are not there."""

    LOCKED = "locked"
    NOT_APPROVED = "not_approved"
    GONE = "gone"


class Mend(StrEnum):
    """Where something is mended because of which a paper cannot be printed."""

    ROLL = "roll"
    THANKS = "thanks"
    SESSION = "session"
    DESIGN = "design"
    SERVER = "server"


class EventKind(StrEnum):
    """What may befall a certificate."""

    ISSUED = "issued"
    FILED = "filed"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    VOIDED = "voided"
    ARCHIVED = "archived"


class RevocationCode(StrEnum):
    """Why a certificate is revoked: a closed list. Verifiers read the sentence of each, see
    `revocation`; of `other` a sentence that is typed."""

    ISSUED_IN_ERROR = "issued_in_error"
    SUPERSEDED = "superseded"
    IMPROPER = "improper"
    HOLDER_REQUEST = "holder_request"
    KEY_COMPROMISED = "key_compromised"
    OTHER = "other"


class Verdict(StrEnum):
    """The answer to "is this paper real?". A changed file is told apart from an unknown one."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    EXPIRED = "expired"
    CHANGED = "changed"
    UNKNOWN = "unknown"
    # a numbered paper without a name, for filling in by hand: never a valid certificate by itself
    BLANK = "blank"
    FILLED = "filled"
    SPOILED = "spoiled"


class PartsFault(StrEnum):
    """Why a text shows no part of a certificate: it is another text; by a key, or of a register,
    that is not known here; changed; its parts do not belong together; the register says otherwise.
    """

    FORM = "form"
    KEY = "key"
    SIGNATURE = "signature"
    DISCLOSURE = "disclosure"
    RECORD = "record"


class BlankState(StrEnum):
    """Of a spare blank: nobody's yet, filled in on record, or destroyed."""

    BLANK = "blank"
    FILLED = "filled"
    DESTROYED = "destroyed"


class BlankAct(StrEnum):
    """What may befall a spare blank; the words of its entries in the register."""

    MADE = "blank_made"
    FILLED = "blank_filled"
    DESTROYED = "blank_destroyed"
