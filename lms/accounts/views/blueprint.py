"""The blueprint to which all pages of accounts belong."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
