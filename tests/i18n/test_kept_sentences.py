"""Sentences that a proposal keeps are said later, in the language of whoever reads them."""

import json
from datetime import date, time

from flask import Flask

from lms.agenda.formats.proposals import message_json, message_of
from lms.core.i18n import force_locale, say
from lms.core.messages import N_

KEPT = N_(
    "%(day)s runs from %(opens)s to %(closes)s.",
    day=date(2026, 12, 7),
    opens=time(8, 30),
    closes="24:00",
)


def test_days_and_clock_times_survive_the_keeping(app: Flask) -> None:
    back = message_of(json.loads(json.dumps(message_json(KEPT))))
    assert back == KEPT
    with app.test_request_context("/"):
        with force_locale("en"):
            assert say(back) == "7 December 2026 runs from 08:30 to 24:00."
        with force_locale("ur"):
            assert say(back) == "۷ دسمبر ۲۰۲۶ کا دن ۰۸:۳۰ سے 24:00 تک ہے۔"
