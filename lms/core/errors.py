"""What may go wrong in the domain, each with a sentence that says what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.core.messages import N_, Message


class DomainError(Exception):
    """Base of all errors that a person may be told about."""

    status = 400

    def __init__(self, message: Message) -> None:
        super().__init__(message.english())
        self.message = message


class NotFound(DomainError):
    """The thing is absent, or not this person's to see: both look alike."""

    status = 404

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or N_("Not found."))


class Refused(DomainError):
    """The person may see the thing, but its state or a rule forbids the act now."""

    status = 409


@dataclass(frozen=True)
class FieldError:
    """One wrong input: the field's name, and a sentence that names the mend."""

    field: str
    message: Message


class Invalid(DomainError):
    """Input that cannot be taken; `errors` holds every fault found, not just the first."""

    status = 422

    def __init__(self, errors: Sequence[FieldError], message: Message | None = None) -> None:
        super().__init__(message or N_("Some entries need a change."))
        self.errors = list(errors)


class Throttled(DomainError):
    """Too many tries from one place; `retry_after` is in seconds."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(N_("Too many tries. Wait %(seconds)s seconds.", seconds=retry_after))
        self.retry_after = retry_after


class Unavailable(DomainError):
    """Something the act needs is not there now (disk, database, key)."""

    status = 503
