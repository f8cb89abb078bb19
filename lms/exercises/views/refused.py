"""What a form refused, by field, for templates."""

from lms.core.errors import Invalid
from lms.core.i18n import say


def told(error: Invalid | None) -> dict[str, str]:
    """The first word on each field; empty where nothing was refused."""
    found: dict[str, str] = {}
    for one in error.errors if error else ():
        found.setdefault(one.field, say(one.message))
    return found
