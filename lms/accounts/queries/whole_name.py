"""Names that are shown without a space between their parts, as a search meets them."""

from typing import Any

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.core.cjk import holds


def whole_names(word: str) -> tuple[sa.ColumnElement[Any], ...]:
    """What a word is looked for in besides the parts of a name: the whole one as it is shown.

    Only words in Chinese, Japanese and Korean letters: others would be found across two words.
    """
    return (Person.last_name + Person.first_name,) if holds(word) else ()
