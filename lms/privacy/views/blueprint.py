"""The blueprint of privacy, and the words its templates share with higher rooms."""

from typing import Any

from flask import Blueprint

from lms.core import markdown
from lms.core.i18n import _
from lms.privacy.enums import ConsentWay, NoticeKind

bp = Blueprint("privacy", __name__)


def way_words() -> dict[ConsentWay, str]:
    """How an answer came."""
    return {
        ConsentWay.LINK: _("by link"),
        ConsentWay.ACCOUNT: _("signed in"),
        ConsentWay.PAPER: _("on paper"),
    }


def kind_words() -> dict[NoticeKind, str]:
    """What was asked, in a word or two."""
    return {
        NoticeKind.NOTICE: _("Notice read"),
        NoticeKind.PHOTOS: _("Photos"),
        NoticeKind.CONTACT: _("Later trainings"),
        NoticeKind.LIST: _("List of participants"),
    }


def question_words() -> dict[str, Any]:
    """What `privacy/_questions.html` and lists of answers need in the context."""
    return {"ways": way_words(), "kinds": kind_words(), "markdown": markdown.render}


bp.context_processor(question_words)
