"""Fixed words of accounts."""

from enum import StrEnum


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    NOT_SAID = "not_said"


class TokenPurpose(StrEnum):
    """What a single-use link opens; a link for one purpose opens nothing else."""

    INVITATION = "invitation"
    RESET = "reset"
    SLIP = "slip"


class AppointmentRole(StrEnum):
    """Roles that are appointed outside a course session."""

    ADMINISTRATOR = "administrator"
    FOCAL_POINT = "focal_point"
