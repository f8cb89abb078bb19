"""The blueprint and the tab to which all pages of seats belong."""

from flask import Blueprint

from lms.core.i18n import _l
from lms.core.web import Tab
from lms.seats.policies import Permission

bp = Blueprint("seats", __name__)
TABS = [Tab(27, _l("Seats"), "seats.seats", Permission.VIEW_SEATS)]
