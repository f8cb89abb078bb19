"""The blueprint to which all pages of accounts belong, and its place in the global bar."""

from flask import Blueprint

from lms.accounts.policies import Permission
from lms.core.i18n import _l
from lms.core.web import NavItem

bp = Blueprint("accounts", __name__)
NAV = [NavItem(35, _l("People"), "accounts.people", Permission.LIST_PEOPLE)]
