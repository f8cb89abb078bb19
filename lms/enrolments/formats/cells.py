"""One cell at a time: its value in our form, or the message that says how to mend it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from lms.accounts.enums import Gender
from lms.core.composed import composed
from lms.core.messages import N_, Message
from lms.core.names import direction_message, has_direction_control, sign_name
from lms.enrolments.formats.columns import Field

LIMITS = {
    Field.DESIGNATION: 120,
    Field.RANK: 80,
    Field.SERVICE_NO: 40,
    Field.POSTING: 120,
    Field.EMAIL: 254,
    Field.MOBILE: 32,
    Field.NOMINATED_BY: 120,
    Field.LETTER_REF: 80,
    Field.NEEDS: 500,
    Field.PROVINCE: 80,
    Field.JUSTIFICATION: 2_000,
}
_IN_WORDS = frozenset({Field.DESIGNATION, Field.POSTING, Field.PROVINCE, Field.NOMINATED_BY})
_NUMBERS = frozenset({Field.SERVICE_NO, Field.LETTER_REF})
_SHORTENED = re.compile(r"\d(\.\d+)?e\+\d+", re.IGNORECASE)
HIGHEST_SCALE = 22
_PLAIN_EMAIL = re.compile(r"([A-Za-z0-9]{1,30}(?:[._+-][A-Za-z0-9]{1,30})?)@([A-Za-z0-9.-]{3,180})")
_SCALE = re.compile(r"(?:b\.?\s*p?\.?\s*s\.?)?\s*[-–:.]?\s*(\d{1,3})", re.IGNORECASE)
_GENDERS = {
    **dict.fromkeys(("f", "female", "w", "woman", "mrs", "ms", "خاتون", "عورت"), Gender.FEMALE),
    **dict.fromkeys(("m", "male", "man", "mr", "مرد"), Gender.MALE),
    **dict.fromkeys(("x", "o", "other", "دیگر"), Gender.OTHER),
    **dict.fromkeys(("", "-", "n/a", "not said", "not_said", "prefer not to say"), Gender.NOT_SAID),
}


def plain_text(text: str, field: Field) -> str | Message:
    """Return one line of text without hidden characters, at most as long as the field."""
    value = " ".join(composed(text).split())
    hidden = None if value.isascii() and value.isprintable() else _hidden(value)
    if hidden is not None:
        return hidden
    if field in _IN_WORDS and western_digits(value).isdecimal():
        return N_(
            "Only a number stands here (%(typed)s), as when a program stores a date. Write it in "
            "words.",
            typed=value[:40],
        )
    if field in _NUMBERS and _SHORTENED.fullmatch(value):
        return N_(
            "The program has shortened the number to %(typed)s. Set the column to “Text” and type "
            "the number again.",
            typed=value[:40],
        )
    most = LIMITS.get(field, 120)
    if len(value) > most:
        return N_("The text is longer than %(most)s signs. Shorten it.", most=most)
    return value


def _hidden(value: str) -> Message | None:
    control = has_direction_control(value)
    if control:
        return direction_message(control)
    for sign in value:
        if unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"}:
            return N_("Take out the hidden character %(sign)s.", sign=sign_name(sign))
    return None


def western_digits(text: str) -> str:
    """Return the text with the decimal digits of any script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else sign
        for sign in text
    )


def rank(text: str) -> str | Message:
    """Return a rank; `16`, `BS-16` and `BPS 16` are one and the same basic scale."""
    found = _SCALE.fullmatch(western_digits(text).strip())
    if found is None:
        return text
    scale = int(found[1])
    if not 1 <= scale <= HIGHEST_SCALE:
        return N_(
            "The basic scale goes from 1 to %(most)s. Write it as BS-16, or write the rank in "
            "words.",
            most=HIGHEST_SCALE,
        )
    return f"BS-{scale}"


def gender(text: str) -> Gender | Message:
    """Return the gender; an empty cell means that it was not said."""
    found = _GENDERS.get(text.strip(" .").casefold())
    return found or N_(
        "“%(typed)s” is not understood. Write female, male or other, or leave the cell empty.",
        typed=text[:40],
    )


def email(text: str) -> str | Message | None:
    """Return the address in its normal form; None for an empty cell (e-mail is optional)."""
    if not text:
        return None
    plain = _PLAIN_EMAIL.fullmatch(text)
    domain = _domain(plain[2]) if plain and len(text) <= LIMITS[Field.EMAIL] else None
    if plain and domain:
        return f"{plain[1]}@{domain}"
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return N_(
            "“%(typed)s” is no e-mail address. Write it as name@example.org, or leave the cell "
            "empty.",
            typed=text[:80],
        )


@lru_cache(maxsize=256)
def _domain(domain: str) -> str | None:
    """The domain of addresses in its normal form, None where it is none: lists repeat a few."""
    try:
        return validate_email(f"x@{domain}", check_deliverability=False).domain
    except EmailNotValidError:
        return None


def mobile(text: str) -> str | Message | None:
    """Return the telephone number as typed, with Western digits; None for an empty cell."""
    value = western_digits(text)
    if not value:
        return None
    if re.fullmatch(r"\d+(\.\d+)?e\+?\d+", value, re.IGNORECASE):
        return N_(
            "The program has shortened the telephone number to %(typed)s. Set the column to "
            "“Text” and type the number again.",
            typed=value,
        )
    digits = sum(sign.isdigit() for sign in value)
    if not re.fullmatch(r"\+?[\d\s()./-]+", value) or not 5 <= digits <= 15:
        return N_(
            "“%(typed)s” is no telephone number. Write it like +92 300 1234567, or leave the cell "
            "empty.",
            typed=text[:40],
        )
    return value


def years(text: str) -> int | Message | None:
    """Return a number of whole years; None for an empty cell."""
    value = western_digits(text).strip()
    if not value:
        return None
    found = re.fullmatch(r"(\d{1,2})(?:\.0+)?(?:\s*(?:years?|yrs?\.?|سال))?", value, re.IGNORECASE)
    if found is None:
        return N_(
            "“%(typed)s” is no number of years. Write whole years, such as 4, or leave the cell "
            "empty.",
            typed=text[:40],
        )
    return int(found[1])


def service_key(text: str | None) -> str:
    """Return a service number as it is compared: without case, spaces and hyphens."""
    return "".join(sign for sign in (text or "").casefold() if sign.isalnum())
