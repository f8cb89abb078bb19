"""Why a paper of a plan cannot be printed, and where that is mended."""

from typing import NamedTuple

from lms.certificates.enums import Mend
from lms.certificates.printing.render import PaperProblem, Part
from lms.certificates.services.plans import Planned
from lms.core.messages import Message

_MENDED_AT = {Part.SESSION: Mend.SESSION, Part.DESIGN: Mend.DESIGN, Part.SERVER: Mend.SERVER}


class Fault(NamedTuple):
    """What is wrong with one paper; `mend` is None where the message says all."""

    message: Message
    mend: Mend | None = None

    def as_json(self) -> dict[str, object]:
        """As it is kept in a row."""
        kept: dict[str, object] = {
            "text": self.message.text,
            "values": {key: str(value) for key, value in self.message.values.items()},
        }
        return kept if self.mend is None else {**kept, "mend": self.mend.value}


def fault_of(problem: PaperProblem, planned: Planned) -> Fault:
    """The fault of a planned paper: a text of the person is mended on the roll, or where who is
    thanked is listed."""
    mend = _MENDED_AT.get(problem.part)
    if mend is None:
        mend = Mend.THANKS if planned.candidate.thanked else Mend.ROLL
    return Fault(problem.message, mend)
