"""When a message is tried, given up, doubted, and what people may do with it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from lms.outbox.models import MailState

MAX_TRIES = 10
LONGEST_DELAY = timedelta(hours=4)
# Longer than any talk with a mail server lasts: after that, whoever was sending is gone.
PATIENCE = timedelta(minutes=15)


class Shelf(StrEnum):
    """The parts of the outbox screen."""

    WAITING = "waiting"
    DOUBT = "doubt"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    HANDED_OVER = "handed_over"


SHELVES: Mapping[Shelf, tuple[MailState, ...]] = {
    Shelf.WAITING: (MailState.WAITING,),
    Shelf.DOUBT: (MailState.SENDING, MailState.UNSURE),
    Shelf.SENT: (MailState.SENT,),
    Shelf.FAILED: (MailState.FAILED,),
    Shelf.BOUNCED: (MailState.BOUNCED,),
    Shelf.HANDED_OVER: (MailState.HANDED_OVER,),
}
# Where the text is still kept. What bounced after it had left has no text any more.
KEPT = frozenset({MailState.WAITING, MailState.FAILED, MailState.UNSURE, MailState.BOUNCED})
# A report of the mail server about these is news.
MAY_BOUNCE = frozenset(MailState) - {MailState.BOUNCED, MailState.HANDED_OVER}


def next_try(tries: int, now: datetime) -> datetime | None:
    """When a message that did not leave at its `tries`-th try is tried again; None: no more."""
    if tries >= MAX_TRIES:
        return None
    return now + min(timedelta(minutes=2**tries), LONGEST_DELAY)
