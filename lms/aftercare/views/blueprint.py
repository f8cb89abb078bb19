"""The blueprint of this room, and the words of its fixed choices."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint

from lms.aftercare import queries
from lms.aftercare.enums import Place, Show, Way
from lms.aftercare.printing import template
from lms.aftercare.rules import PLACE_WORDS
from lms.certificates.rows import PaperPlace
from lms.core.access import Identity
from lms.core.i18n import _, language, say
from lms.core.papers import wordings

bp = Blueprint("aftercare", __name__)

PLACE_MARKS: Mapping[Place, str] = {
    Place.OFFICE: "open none",
    Place.HOLDER: "tick ok",
    Place.BEARER: "tick ok",
    Place.POST: "half",
    Place.RETURNED: "warn",
    Place.TO_AGENCY: "open info",
    Place.AGENCY: "half acc",
}


def way_words() -> dict[Way, str]:
    """What happened to a paper, in the page's language."""
    return {
        Way.COLLECTED: _("Collected in person"),
        Way.BEARER: _("Collected by a bearer"),
        Way.POSTED: _("Posted"),
        Way.RETURNED: _("Came back undelivered"),
        Way.AGENCY: _("Handed to the agency"),
        Way.RECEIVED: _("Receipt confirmed by the agency"),
        Way.HANDED_ON: _("Handed on by the agency"),
        Way.REPLACED: _("Printed again: replacement copy"),
        Way.UNDONE: _("Last step taken back"),
    }


def paper_language(asked: str) -> str:
    """The language of a printed paper: as asked for, else that of the page."""
    known = asked if asked in template.LANGUAGES else language()
    return known if known in wordings(template.FOLDER) else template.LANGUAGES[0]


def paper_places(
    course_session_id: UUID, certificate_ids: Collection[UUID], actor: Identity
) -> Mapping[UUID, PaperPlace]:
    """Where these papers are in words and marks, for the session's page of certificates: what
    certificates ask of this room without importing upwards. Only of papers that `actor` sees."""
    found = queries.places_for(course_session_id, certificate_ids, actor)
    return {
        key: PaperPlace(PLACE_WORDS[one.place], PLACE_MARKS[one.place], one.in_hand)
        for key, one in found.items()
    }


@bp.context_processor
def words() -> dict[str, Any]:
    """What the templates of this room write of places and ways."""
    return {
        "places": {place: say(text) for place, text in PLACE_WORDS.items()},
        "place_marks": PLACE_MARKS,
        "ways": way_words(),
        "shows": {
            Show.ALL: _("All"),
            Show.OPEN: _("Not yet in hand"),
            Show.AGENCY: _("With agencies"),
            Show.POSTED: _("Posted"),
        },
    }
