"""The outbox as a screen: its blueprint and its place in the global bar."""

from flask import Blueprint

from lms.core.i18n import _l
from lms.core.web import NavItem
from lms.outbox.policies import Permission

bp = Blueprint("outbox", __name__)
NAV = [NavItem(85, _l("Outbox"), "outbox.messages", Permission.READ_OUTBOX)]
