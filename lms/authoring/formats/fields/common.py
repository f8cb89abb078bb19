"""What the forms of several parts of a course have alike."""

from lms.authoring.formats.fields.spec import Choice, Field, Whole, Word
from lms.core.messages import N_

KEY = Word("key", N_("Short name"), help=N_("Small letters, digits and hyphens."), width="")
_REVIEWS = (
    ("", N_("as usual for its purpose")),
    ("at_once", N_("at once")),
    ("released", N_("when a trainer releases it")),
)
REVIEW = Choice("review", N_("Review is open"), options=_REVIEWS)


def terms() -> tuple[Field, ...]:
    """On which terms something is done and marked."""
    return (
        Whole("pass_mark", N_("Passed from, in percent"), default=60),
        Whole("attempts", N_("Attempts"), help=N_("Empty: as many as one likes.")),
        Whole("minutes", N_("Minutes for an attempt"), help=N_("Empty: no limit.")),
    )
