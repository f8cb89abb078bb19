"""A one-page guide for each role, printable: what you come for, the steps, and what to do if."""

from lms.core.access import Identity
from lms.desk.guides.administrator import ADMINISTRATOR
from lms.desk.guides.agencies import FOCAL_POINT, OBSERVER, SIGNATORY, VERIFIER
from lms.desk.guides.guide import Guide
from lms.desk.guides.learning import PARTICIPANT, TRAINER
from lms.desk.guides.organiser import ORGANISER

GUIDES = {
    guide.key: guide
    for guide in (
        ORGANISER,
        PARTICIPANT,
        TRAINER,
        FOCAL_POINT,
        SIGNATORY,
        OBSERVER,
        ADMINISTRATOR,
        VERIFIER,
    )
}


def own_guides(identity: Identity) -> list[Guide]:
    """The guides of the roles that somebody holds now, in the order of the list."""
    held = {role.value for role in identity.roles}
    return [guide for key, guide in GUIDES.items() if key in held]
