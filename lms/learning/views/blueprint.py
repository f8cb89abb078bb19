"""The blueprint and the tab."""

from flask import Blueprint

from lms.core.i18n import _l
from lms.core.web import Tab
from lms.learning.policies import Permission

bp = Blueprint("learning", __name__, url_prefix="/sessions/<slug>/learning")
TABS = [Tab(60, _l("Learning"), "learning.index", Permission.READ)]
