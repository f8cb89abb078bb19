"""The blueprint and the tabs to which all pages of letters belong, and their common words."""

from typing import Any

from flask import Blueprint, request
from markupsafe import Markup

from lms.core.i18n import LANGUAGE_NAMES, _, _l
from lms.core.web import Tab
from lms.letters.enums import Layout, LetterKind, TextOrigin
from lms.letters.forms import LANGUAGES
from lms.letters.policies import Permission
from lms.letters.printing.wording import Wording
from lms.letters.rules.kinds import TO_WHOM, WORDS
from lms.outbox.models import MailState

bp = Blueprint("letters", __name__)
TABS = [
    Tab(35, _l("Letters"), "letters.index", Permission.VIEW_LETTERS),
    Tab(35, _l("Letters"), "letters.own", Permission.OWN_AGENCY),
]
KIND = "<any({}):kind>".format(", ".join(kind.value for kind in LetterKind))

_STATES = {
    MailState.WAITING: ("half", _l("Waiting")),
    MailState.SENDING: ("half acc", _l("Being sent")),
    MailState.SENT: ("tick ok", _l("Sent")),
    MailState.FAILED: ("bad", _l("Failed")),
    MailState.UNSURE: ("warn", _l("Unsure")),
    MailState.BOUNCED: ("bad", _l("Came back")),
    MailState.HANDED_OVER: ("tick ok", _l("Handed over")),
}


def mail_mark(state: MailState | None, *, by_hand: bool) -> Markup:
    """Shape and word of a letter's message. `by_hand`: there is no e-mail address."""
    if state is None:
        shape, word = "open none", _("Being made")
    elif by_hand and state is MailState.WAITING:
        shape, word = "open info", _("On paper")
    else:
        shape, word = _STATES[state][0], str(_STATES[state][1])
    return Markup('<span class="st {}">{}</span>').format(shape, word)


def asked_languages() -> list[str]:
    """The languages that the request names, in their order; none where it names none."""
    asked = request.values.getlist("languages")
    return [one for one in LANGUAGES if one in asked]


def asked_layout() -> Layout:
    """One language after the other, unless the request asks for two columns."""
    return Layout.BESIDE if request.values.get("layout") == Layout.BESIDE else Layout.AFTER


def asked_kind() -> LetterKind | None:
    """The kind that `?kind=` narrows to."""
    asked = request.args.get("kind", "")
    return LetterKind(asked) if asked in set(LetterKind) else None


@bp.context_processor
def words() -> dict[str, Any]:
    """What the templates of this room write of kinds, origins and states."""
    return {
        "kind_words": WORDS,
        "to_whom": TO_WHOM,
        "origin_words": {
            TextOrigin.SHIPPED: _("as shipped"),
            TextOrigin.HOUSE: _("of the installation"),
            TextOrigin.OWN: _("of this session"),
        },
        "mail_mark": mail_mark,
        "letter_languages": [(one, LANGUAGE_NAMES.get(one, one)) for one in LANGUAGES],
        "wording_of": Wording.of,
    }
