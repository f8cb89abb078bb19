"""The blueprint of the agenda, with its tab and its places in the global bar."""

from flask import Blueprint

bp = Blueprint("agenda", __name__)
