"""The blueprint and the tab of ceremonies, and the words of their fixed choices."""

from typing import Any

from flask import Blueprint

from lms.ceremony.enums import Handing, ItemKind, Mark, Scope, Within
from lms.ceremony.formats import plan as plans
from lms.ceremony.policies import Permission
from lms.core.i18n import _, _l
from lms.core.web import Tab

bp = Blueprint("ceremony", __name__)
TABS = [Tab(85, _l("Ceremony"), "ceremony.sheet", Permission.VIEW_CEREMONY)]


def kind_words() -> dict[ItemKind, str]:
    """Kinds of items, in the page's language."""
    return {
        ItemKind.RECITATION: _("Recitation"),
        ItemKind.ANTHEM: _("Anthem"),
        ItemKind.WELCOME: _("Welcome"),
        ItemKind.REMARKS: _("Remarks"),
        ItemKind.CERTIFICATES: _("Certificates"),
        ItemKind.THANKS: _("Vote of thanks"),
        ItemKind.PHOTOGRAPH: _("Photograph"),
        ItemKind.REFRESHMENTS: _("Refreshments"),
        ItemKind.OTHER: _("Something else"),
    }


@bp.context_processor
def words() -> dict[str, Any]:
    """What the templates of this room write of kinds and choices."""
    return {
        "item_kinds": kind_words(),
        "template_names": {
            "closing": _("Closing ceremony with guests"),
            "short": _("Short: certificates, thanks, photograph"),
            "opening": _("Opening, without certificates"),
        },
        "templates_of": plans.template,
        "scopes": {
            Scope.AGENCY: _("Agency by agency, in their precedence"),
            Scope.ROOM: _("The whole room as one list"),
        },
        "withins": {
            Within.RANK: _("By rank, highest first"),
            Within.ALPHABET: _("By the alphabet"),
            Within.HAND: _("By hand, as it stands"),
        },
        "handings": {
            Handing.TOGETHER: _("All together"),
            Handing.ALTERNATE: _("By turns, from person to person"),
            Handing.AGENCY: _("By agency"),
            Handing.HAND: _("By hand, for each person"),
        },
        "paper_words": {
            "completion": _("certificate of completion"),
            "participation": _("certificate of participation"),
            "appreciation": _("certificate of appreciation"),
        },
        "mark_words": {
            Mark.COLLECTED: _("handed over"),
            Mark.ABSENT: _("absent"),
            Mark.POSTED: _("posted"),
        },
    }
