"""The blueprint and the tab to which all pages of arrangements belong."""

from flask import Blueprint

from lms.arrangements.policies import Permission
from lms.arrangements.views.words import words
from lms.core.i18n import _l
from lms.core.web import Tab

bp = Blueprint("arrangements", __name__)
bp.context_processor(words)
TABS = [Tab(35, _l("Arrangements"), "arrangements.index", Permission.VIEW)]
