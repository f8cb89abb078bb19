"""Looking for people with a certificate: what was asked, what for, and who was seen, on record."""

from collections.abc import Sequence

from lms.aftercare.policies import Permission
from lms.aftercare.queries.alumni import holdings
from lms.aftercare.rows import Holding, Question
from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_

LONGEST = 200


def look(question: Question, *, actor: Identity, taken: bool = False) -> Sequence[Holding]:
    """The people who answer the question. Every look is an entry in the audit trail, with whom
    it showed; `taken` where they are taken along as a table. Raises Invalid without a purpose."""
    require(actor, Permission.FIND_PEOPLE)
    errors = []
    if not question.purpose:
        errors.append(FieldError("purpose", N_("Write what you need these people for.")))
    errors += [
        FieldError(name, N_("At most %(n)s signs. Shorten it.", n=LONGEST))
        for name in ("purpose", "words")
        if len(getattr(question, name)) > LONGEST
    ]
    if question.since and question.until and question.until < question.since:
        errors.append(FieldError("until", N_("The last day lies before the first.")))
    if errors:
        raise Invalid(errors)
    found = holdings(question, actor=actor)
    record(
        actor,
        "aftercare.people_taken" if taken else "aftercare.people_looked_for",
        object_type="person",
        object_id=str(actor.person_id or "system"),
        summary=N_(
            "Looked for people with a certificate, for «%(why)s»: %(n)s found.",
            why=question.purpose,
            n=len(found),
        ),
        after={
            "purpose": question.purpose,
            "words": question.words,
            "agency": str(question.agency_id or ""),
            "since": str(question.since or ""),
            "until": str(question.until or ""),
            "valid_on": str(question.valid_on or ""),
            "serials": [one.serial for one in found],
        },
    )
    return found
