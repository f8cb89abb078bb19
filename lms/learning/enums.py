"""Fixed words of learning."""

from enum import StrEnum


class ReminderKind(StrEnum):
    """Who is reminded of what."""

    NOT_BEGUN = "not_begun"  # so many days before the session, who has opened nothing
    SILENT = "silent"  # who has begun and made no step for so many days
    PRE_TEST = "pre_test"  # so many days before the session, who has not handed in the pre-test
    UNFINISHED = "unfinished"  # so many days after the session, who has not done all modules
