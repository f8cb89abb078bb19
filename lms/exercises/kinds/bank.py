"""Question banks in packages. Nobody takes a bank: quizzes draw from it."""

from collections.abc import Mapping

from lms.engines.marking.quiz import Bank, parse_bank
from lms.engines.reading import Parsed


class QuestionBank:
    """A bank, as far as the check of a package needs to know it."""

    name = "bank"

    def parse(self, payload: object, banks: Mapping[str, object] | None = None) -> Parsed[Bank]:
        """The bank from its file; all problems at once."""
        return parse_bank(payload)
