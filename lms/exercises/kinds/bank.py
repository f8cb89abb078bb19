"""Question banks in packages. Nobody takes a bank: quizzes draw from it."""

from lms.courses.formats import Supply
from lms.engines.marking.quiz import Bank, parse_bank
from lms.engines.reading import Parsed
from lms.exercises.kinds.base import NOTHING


class QuestionBank:
    """A bank, as far as the check of a package needs to know it."""

    name = "bank"

    def parse(self, payload: object, supply: Supply = NOTHING) -> Parsed[Bank]:
        """The bank from its file; all problems at once."""
        return parse_bank(payload)
