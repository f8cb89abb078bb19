"""Why nothing is signed, one clear failure each, with what to do about it."""

from enum import StrEnum

from lms.core.messages import N_, Message
from lms.signing.port import KeyUnavailable


class Failure(StrEnum):
    """Locked: a passphrase is missing. Not approved: the list is. Gone: nobody answers."""

    LOCKED = "locked"
    NOT_APPROVED = "not_approved"
    GONE = "gone"


class SignerProblem(KeyUnavailable):
    """The signer does not sign; `message` says why and what to do."""

    def __init__(self, failure: Failure, message: Message) -> None:
        super().__init__(message.english())
        self.failure, self.message = failure, message


def locked() -> SignerProblem:
    """The keys are not unlocked, or the time or number of the unlocking has run out."""
    return SignerProblem(
        Failure.LOCKED,
        N_(
            "The signing keys are locked. Who keeps their passphrase unlocks them on the server: "
            "flask signing unlock"
        ),
    )


def not_approved(why: Message) -> SignerProblem:
    """The list is not one whose papers may be signed."""
    return SignerProblem(Failure.NOT_APPROVED, why)


def gone() -> SignerProblem:
    """Nobody answers at the socket."""
    return SignerProblem(
        Failure.GONE,
        N_(
            "The signer does not answer. Start Concord again on the server, or run there: "
            "flask signing serve"
        ),
    )


def no_paper_key() -> KeyUnavailable:
    """There is no key for statements here."""
    return KeyUnavailable(
        "There is no key for statements yet. On the server run: "
        "flask certificates make-statement-key"
    )


def no_stamps() -> KeyUnavailable:
    """There is no time-stamp authority here."""
    return KeyUnavailable(
        "There is no time-stamp authority yet. On the server run: "
        "flask certificates make-time-stamp-key --organisation NAME"
    )
