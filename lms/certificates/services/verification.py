"""Answering "is this paper real?" to strangers, with a limit on wrong tries from one address.

A look-up reads; only a wrong try is written down. Unknown, foreign and malformed input take the
same path and get the same answer (rule C7).
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from lms.certificates import queries
from lms.certificates.enums import Verdict
from lms.certificates.rows import Answer, ShownParts
from lms.core import throttle
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.settings import settings
from lms.engines.credentials.serials import Serial

FREE_TRIES = 30
FREE_HOLDINGS = 5
WINDOW = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=10)
LARGEST_FILE = 5 * 1024 * 1024


def example_serial() -> str:
    """A serial as this installation writes them, for those who ask what one looks like."""
    return str(Serial(settings().installation_short, utcnow().year, 17))


def by_token(token: str, *, address: str) -> Answer:
    """What the bearer of a QR link is told; the name is part of it. Raises Throttled."""
    return _limited(lambda: queries.verify.by_token(token), address)


def by_number(serial: str, code: str, *, address: str) -> Answer:
    """What somebody who typed serial and code is told: never the name. Raises Throttled."""
    return _limited(lambda: queries.verify.by_number(serial, code), address)


def by_file(data: bytes, *, address: str) -> Answer:
    """What the holder of a PDF is told. Any changed byte makes it another file. Raises Throttled.

    The file is hashed and searched for the serial it claims; it is never parsed here.
    """
    return _limited(lambda: queries.verify.by_file(data), address)


def by_holding(key: tuple[str, str], serial: str, surname: str, *, address: str) -> Answer:
    """What somebody is told whose address has used up its tries, and who proves to hold the paper.

    Its wrong tries are few and counted apart, so that a busy post is served while a guesser waits.
    Raises Throttled.
    """
    held = f"{_key(address)}:holding"
    throttle.check(held)
    answer = queries.verify.by_holding(key, serial, surname)
    if answer.verdict is Verdict.UNKNOWN:
        with transaction():
            throttle.failed(held, free=FREE_HOLDINGS, window=WINDOW, longest=LONGEST_WAIT)
    return answer


def by_parts(text: str, *, address: str) -> ShownParts:
    """What somebody is told who was shown a certificate in parts. Raises Throttled."""
    key = _key(address)
    throttle.check(key)
    found = queries.parts.shown(text)
    _count(found.answer, key)
    return found


def _limited(look_up: Callable[[], Answer], address: str) -> Answer:
    key = _key(address)
    throttle.check(key)
    answer = look_up()
    _count(answer, key)
    return answer


def _count(answer: Answer, key: str) -> None:
    if answer.verdict in {Verdict.UNKNOWN, Verdict.CHANGED}:
        with transaction():
            throttle.failed(key, free=FREE_TRIES, window=WINDOW, longest=LONGEST_WAIT)


def _key(address: str) -> str:
    return f"certificates.verify:{hashlib.sha256(address.encode()).hexdigest()}"
