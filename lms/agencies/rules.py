"""Pure rules of agencies: what a name needs, and the address that comes of it."""

import re
from collections.abc import Callable, Mapping

from anyascii import anyascii

from lms.core.errors import FieldError
from lms.core.messages import N_
from lms.core.names import direction_message, has_direction_control

MAX_NAME = 160
MAX_SHORT = 40


def clean_text(
    field: str, text: Mapping[str, str], most: int, *, required: bool
) -> tuple[dict[str, str], list[FieldError]]:
    """A {language: text} without empty parts, and its faults at `field_language`."""
    clean: dict[str, str] = {}
    errors: list[FieldError] = []
    for language, raw in text.items():
        value = " ".join(raw.split())
        at = f"{field}_{language}"
        hidden = has_direction_control(value)
        if hidden:
            errors.append(FieldError(at, direction_message(hidden)))
        elif len(value) > most:
            errors.append(FieldError(at, N_("Use %(most)s signs or fewer.", most=most)))
        elif value:
            clean[language] = value
    if required and not clean and not errors:
        first = next(iter(text), "en")
        errors.append(FieldError(f"{field}_{first}", N_("Write the name.")))
    return clean, errors


def clean_country(country: str) -> str | None:
    """A country code of two letters in capitals, None for anything else."""
    value = country.strip().upper()
    return value if re.fullmatch(r"[A-Z]{2}", value) else None


def free_slug(name: Mapping[str, str], taken: Callable[[str], bool]) -> str:
    """An address part from a name, e.g. `pakistan-customs`, with a number where it is taken."""
    text = name.get("en") or next(iter(name.values()), "")
    slug = re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower()).strip("-")[:50] or "agency"
    if not taken(slug):
        return slug
    number = 2
    while taken(f"{slug}-{number}"):
        number += 1
    return f"{slug}-{number}"
