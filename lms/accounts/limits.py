"""Limits on tries, shared by password, slip code, link and reset (rule A3).

A failure counts for one account *from one place*, and for the place as a whole. A place is the
address, or a browser in which this account has signed in before: so a stranger, even one in the
same room behind the same address, cannot make an account's own browser wait.
"""

import unicodedata
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from lms.core import throttle
from lms.core.ids import new_token

WINDOW = timedelta(minutes=15)
PAIR_FREE, PAIR_LONGEST = 5, timedelta(minutes=1)
# a class of 60 sits behind one address, and mistypes
PLACE_FREE, PLACE_LONGEST = 60, timedelta(seconds=10)
MOST_ACCOUNTS = 6


@dataclass(frozen=True)
class Tries:
    """The tries of one name at one kind of door, from one place."""

    kind: str
    name: str
    place: str
    whole_place: bool = True

    def check(self) -> None:
        """Raise Throttled where this name must wait here, or the place as a whole."""
        throttle.check(*self._keys())

    def failed(self) -> None:
        """Count a failure."""
        for number, key in enumerate(self._keys()):
            throttle.failed(
                key,
                free=PLACE_FREE if number else PAIR_FREE,
                window=WINDOW,
                longest=PLACE_LONGEST if number else PAIR_LONGEST,
            )

    def passed(self) -> None:
        """Forget this name's failures here."""
        throttle.forget(self._keys()[0])

    def _keys(self) -> list[str]:
        pair = f"{self.kind}:{self.name}:{self.place}"
        return [pair, f"place:{self.place}"] if self.whole_place else [pair]


def tries(kind: str, name: str, address: str, account_id: uuid.UUID | None, browser: str) -> Tries:
    """The tries to count: by browser where it is known to the account, else by address."""
    known = _read(browser)
    if account_id is not None and account_id.hex in known["accounts"]:
        return Tries(kind, name, f"browser:{known['nonce']}", whole_place=False)
    return Tries(kind, name, address)


def remember(browser: str, account_id: uuid.UUID) -> str:
    """The cookie's new value: this browser has signed in this account."""
    known = _read(browser)
    others = [one for one in known["accounts"] if one != account_id.hex]
    known["accounts"] = [account_id.hex, *others][:MOST_ACCOUNTS]
    return str(_serializer().dumps(known))


def plain_login(login: str) -> str:
    """A typed e-mail address or user name in the one form in which it is stored."""
    return unicodedata.normalize("NFKC", login).strip().casefold()[:254]


def _read(browser: str) -> dict[str, Any]:
    try:
        known = _serializer().loads(browser)
        return {"nonce": str(known["nonce"]), "accounts": list(known["accounts"])}
    except (BadData, KeyError, TypeError):
        return {"nonce": new_token(), "accounts": []}


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="concord known browser")
