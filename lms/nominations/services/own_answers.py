"""What an invited person writes on the page of the invitation, and answers noted on behalf."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from lms.arrangements.inputs import StayInput
from lms.arrangements.services import stays
from lms.core.access import Identity, require
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.core.names import direction_message, has_control, has_direction_control
from lms.courses.queries import session_head
from lms.nominations.policies import Permission
from lms.nominations.queries.invitations import Invitation
from lms.nominations.rows import Subject
from lms.nominations.services import answering
from lms.nominations.services.events import find
from lms.privacy.enums import ConsentWay, NoticeKind
from lms.privacy.services import consents

LONGEST = 500
CLOSED = N_("This can be changed no more. Ask the organisers.")


def why_withdrawn() -> FieldError:
    """Somebody who has said yes says why not."""
    return FieldError("reason", N_("Say why, so that the organisers can tell your agency."))


@dataclass(frozen=True)
class Written:
    """What stands in the form: the name with the word that it is right, needs, answers about
    privacy, and travel where the person is on the roll."""

    certificate_name: str
    certificate_name_local: str
    name_is_right: bool
    needs: str
    answers: Mapping[NoticeKind, bool]
    stay: StayInput | None = None


def save(*, actor: Identity, seen: Invitation, written: Written, way: ConsentWay) -> None:
    """Write all that the person says of the own part; what stands so already is left alone.

    Raises Invalid with the faults at their fields; then nothing is written.
    """
    faults = _faults(seen, written)
    if written.name_is_right and not faults:
        wrong = answering.approve_name(
            actor=actor,
            nomination_id=seen.nomination_id,
            certificate_name=written.certificate_name,
            certificate_name_local=written.certificate_name_local,
        )
        faults += [FieldError(field, message) for field, message in wrong.items()]
    if faults:
        raise Invalid(faults)
    answering.say_needs(actor=actor, nomination_id=seen.nomination_id, needs=written.needs)
    consents.answer(
        actor=actor,
        person_id=seen.person_id,
        agency_id=seen.agency_id,
        course_session_id=seen.head.id,
        answers=written.answers,
        way=way,
    )
    if seen.enrolment_id is not None and written.stay is not None:
        stays.tell(actor=actor, enrolment_id=seen.enrolment_id, given=written.stay)


def _faults(seen: Invitation, written: Written) -> list[FieldError]:
    faults = []
    typed = (" ".join(written.certificate_name.split()),
             " ".join(written.certificate_name_local.split()))  # fmt: skip
    if typed != (seen.certificate_name, seen.certificate_name_local) and not written.name_is_right:
        faults.append(
            FieldError(
                "name_is_right",
                N_("Tick that the name is right like this, so that it is printed so."),
            )
        )
    if len(written.needs) > LONGEST:
        faults.append(FieldError("needs", N_("Write it in %(most)s signs or fewer.", most=LONGEST)))
    elif hidden := has_direction_control(written.needs):
        faults.append(FieldError("needs", direction_message(hidden)))
    elif has_control(written.needs):
        faults.append(FieldError("needs", N_("Take out the hidden sign: type the text anew.")))
    return faults


def note_answer(
    *,
    actor: Identity,
    slug: str,
    nomination_id: UUID,
    comes: bool,
    way: str,
    reason: str = "",
) -> None:
    """Note on behalf of a person what was said by telephone or on paper (`way`).

    For focal points of the agency and organisers. Raises Refused as `answering` does.
    """
    head = session_head(slug, actor)
    row = find(actor, head, nomination_id)
    require(actor, Permission.CHANGE_ONE, Subject(head, row.agency_id, row.person_id))
    if way not in {"phone", "paper"}:
        raise Invalid([FieldError("way", N_("Say whether it came by telephone or on paper."))])
    if comes:
        answering.confirm(actor=actor, nomination_id=nomination_id, way=way)
    else:
        answering.refuse(
            actor=actor, nomination_id=nomination_id, reason=reason.strip()[:LONGEST], way=way
        )
