"""Pages of nominations."""

from lms.core.i18n import _l
from lms.core.web import NavItem, Tab
from lms.nominations.policies import Permission
from lms.nominations.views import (
    approvals,
    board,
    board_detail,
    board_export,
    board_plan,
    board_suggest,
    entry,
    invitation,
    name_picture,
    own,
    own_form,
    own_import,
    own_letter,
    side_steps,
    steps,
)
from lms.nominations.views.blueprint import bp

TABS = [Tab(25, _l("Nominations"), "nominations.entry", Permission.VIEW_NOMINATIONS)]
NAV: list[NavItem] = []

__all__ = [
    "NAV",
    "TABS",
    "approvals",
    "board",
    "board_detail",
    "board_export",
    "board_plan",
    "board_suggest",
    "bp",
    "entry",
    "invitation",
    "name_picture",
    "own",
    "own_form",
    "own_import",
    "own_letter",
    "side_steps",
    "steps",
]
