"""The blueprint of courses and course sessions, its tabs and its places in the global bar."""

from flask import Blueprint

from lms.core.i18n import _l
from lms.core.web import NavItem, Tab
from lms.courses.policies import Permission

bp = Blueprint("courses", __name__)

TABS = [
    Tab(10, _l("Overview"), "courses.overview", Permission.VIEW_SESSION),
    Tab(90, _l("Settings"), "courses.settings", Permission.CHANGE_STATE),
]
NAV = [
    NavItem(20, _l("Sessions"), "courses.sessions", Permission.LIST_SESSIONS),
    NavItem(30, _l("Courses"), "courses.catalogue", Permission.LIST_COURSES),
]
