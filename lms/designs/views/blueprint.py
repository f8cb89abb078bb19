"""The blueprint of designs, its place in the global bar, and its words."""

from typing import Any

from flask import Blueprint

from lms.core.i18n import LANGUAGE_NAMES, _, _l
from lms.core.web import NavItem
from lms.designs.enums import EmblemPlace, PageSize, Paper, Part
from lms.designs.forms import LANGUAGES
from lms.designs.policies import Permission
from lms.designs.views.labels import WORDING_LABELS

bp = Blueprint("designs", __name__)
NAV = [NavItem(55, _l("Certificate designs"), "designs.index", Permission.SEE_DESIGNS)]


@bp.context_processor
def words() -> dict[str, Any]:
    """What the templates of this room write of papers, sizes and parts."""
    return {
        "paper_words": {
            Paper.COMPLETION: _("Completion"),
            Paper.PARTICIPATION: _("Participation"),
            Paper.APPRECIATION: _("Appreciation"),
        },
        "size_words": {
            PageSize.A4: _("A4, across"),
            PageSize.LETTER: _("Letter, across"),
            PageSize.CARD: _("Card, 85.6 × 54 mm"),
        },
        "part_words": {
            Part.RANK: _("Rank and agency"),
            Part.ISSUER: _("Host and place"),
            Part.BACKING: _("Line for organiser, donor and project"),
            Part.LOCAL: _("Second language"),
            Part.ADDRESS: _("Address for verifying"),
            Part.DRAWING: _("Border and rosette"),
        },
        "place_words": {
            EmblemPlace.START: _("At the beginning of the line"),
            EmblemPlace.MIDDLE: _("In the middle"),
            EmblemPlace.END: _("At the end of the line"),
        },
        "shipped_words": {
            "official": _("Official: border and two columns"),
            "plain": _("Plain: one column, no ornament"),
            "bilingual": _("Two languages side by side"),
            "pocket": _("Pocket card"),
        },
        "wording_words": WORDING_LABELS,
        "design_languages": [(one, LANGUAGE_NAMES.get(one, one)) for one in LANGUAGES],
    }
