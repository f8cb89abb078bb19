"""Pure rules of accounts: user names, codes for typing, lifetimes, e-mail addresses."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from anyascii import anyascii
from email_validator import EmailNotValidError, validate_email

from lms.accounts.enums import TokenPurpose
from lms.core.messages import N_, Message

LIFETIMES = {
    TokenPurpose.INVITATION: timedelta(days=7),
    TokenPurpose.RESET: timedelta(minutes=30),
    TokenPurpose.SLIP: timedelta(days=7),
}
FRESH_SLIP = timedelta(minutes=30)
"""How long after entering by a slip a password may be set without the old one."""

KEPT = timedelta(days=30)
"""How long ended links and sign-ins are kept."""

# no 0 O, 1 I L, 5 S, 2 Z, 8 B, U V: nothing that a printed slip leaves in doubt
CODE_SIGNS = "34679ACDEFGHJKMNPQRTWXY"
CODE_LENGTH = 10
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")


def user_name(first_name: str, last_name: str, name_local: str = "") -> str:
    """A user name of Latin letters from a person's names, e.g. `ayesha.khan`."""
    parts = [_latin(first_name), _latin(last_name)]
    found = ".".join(part for part in parts if part) or _latin(name_local)
    return (found or "person")[:60].strip(".-")


def free_user_name(wish: str, taken: Callable[[str], bool]) -> str:
    """The wish, or the wish with the first number that makes it free."""
    if not taken(wish):
        return wish
    number = 2
    while taken(f"{wish}{number}"):
        number += 1
    return f"{wish}{number}"


def user_name_refusal(name: str) -> Message | None:
    """Say why a chosen user name is not taken, or None."""
    if not re.fullmatch(r"[a-z][a-z0-9._-]{2,59}", name):
        return N_(
            "Use 3 to 60 small Latin letters, digits, full stops or hyphens; begin with a letter."
        )
    return None


def new_code() -> str:
    """A code for typing from a slip, e.g. `K7MQ3-XA9FT` (45 random bits)."""
    signs = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    return f"{signs[:5]}-{signs[5:]}"


def plain_code(typed: str) -> str:
    """A typed code in its one form: no spaces or hyphens, capitals, Western digits."""
    kept = typed.translate(_DIGITS).upper()
    return "".join(sign for sign in kept if sign in CODE_SIGNS)


def expiry(purpose: TokenPurpose, now: datetime, until: datetime | None = None) -> datetime:
    """When a link ends: after its lifetime, or at `until` where that comes first."""
    latest = now + LIFETIMES[purpose]
    return min(latest, until) if until is not None else latest


def clean_email(text: str | None) -> str | Message | None:
    """An address in its one stored form, None for an empty one, or how to mend it."""
    if not text or not text.strip():
        return None
    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        return N_("Write the whole address, as in name@office.example, or leave it empty.")
    plain = found.normalized.casefold()
    if len(plain) > 254:
        return N_("Write a shorter address.")
    return plain


def clean_mobile(text: str | None) -> str | Message | None:
    """A telephone number with digits, spaces, hyphens, brackets and a leading +."""
    value = " ".join((text or "").translate(_DIGITS).split())
    if not value:
        return None
    if not re.fullmatch(r"\+?[0-9 ()/-]{5,30}", value):
        return N_("Write digits, as in +92 300 1234567, or leave it empty.")
    return value


def _latin(name: str) -> str:
    folded = anyascii(name).lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
