"""The place of the second factor in the sign-in sequence.

A provider (time codes, passkeys) registers under its key; `Account.second_factor` names one.
After the password, slip or link was right, the browser is sent to `/sign-in/second`, which shows
the provider's template and hands it the answers. Limits, state and the new sign-in stay here.
"""

import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from flask import current_app
from flask import session as browser_session

from lms.accounts.models import Account
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import Unavailable
from lms.core.messages import N_, Message

PENDING_FOR = timedelta(minutes=10)
_COOKIE = "pending_sign_in"


class SecondFactor(Protocol):
    """One kind of second factor. `check` must refuse an answer that was used before."""

    key: str
    label: Message
    template: str

    def challenge(self, account_id: uuid.UUID) -> Mapping[str, object]:
        """What the template needs to ask."""

    def check(self, account_id: uuid.UUID, answers: Mapping[str, str]) -> bool:
        """Whether the answers are right, now and for the first time."""


@dataclass(frozen=True)
class Pending:
    """A first step that was right and waits for the second."""

    account_id: uuid.UUID
    method: str


def register(provider: SecondFactor) -> None:
    """Make a provider known to the app."""
    _providers()[provider.key] = provider


def provider_of(account: Account) -> SecondFactor:
    """The provider that an account names. Raises Unavailable where it is gone: never skipped."""
    provider = _providers().get(account.second_factor or "")
    if provider is None:
        raise Unavailable(
            N_(
                "The second step of your sign-in cannot be checked here. "
                "Ask the administrator of this installation."
            )
        )
    return provider


def remember(account: Account, method: str) -> None:
    """Keep in the browser's signed cookie that the first step was right."""
    browser_session.clear()
    browser_session[_COOKIE] = {
        "account": account.id.hex,
        "method": method,
        "at": utcnow().isoformat(),
        "state": _state(account),
    }


def pending() -> Pending | None:
    """The first step that waits; None where there is none, it is old, or the password changed."""
    kept = browser_session.get(_COOKIE)
    if not kept:
        return None
    age = utcnow() - datetime.fromisoformat(kept["at"])
    account = db.session.get(Account, uuid.UUID(hex=kept["account"]))
    if account is None or account.disabled_at or not timedelta(0) <= age <= PENDING_FOR:
        return None
    if not hmac.compare_digest(kept["state"], _state(account)):
        return None
    return Pending(account.id, kept["method"])


def _state(account: Account) -> str:
    return hashlib.sha256((account.password_hash or "").encode()).hexdigest()[:32]


def _providers() -> dict[str, SecondFactor]:
    found: dict[str, SecondFactor] = current_app.extensions.setdefault("concord.second_factors", {})
    return found
