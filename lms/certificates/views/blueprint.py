"""The blueprint of certificates, its tab and its place in the global bar."""

from typing import Any

from flask import Blueprint

from lms.certificates.enums import CertificateKind, CertificateState, EventKind, Verdict
from lms.certificates.policies import Permission
from lms.core.i18n import _, _l, say
from lms.core.messages import Message
from lms.core.web import NavItem, Tab
from lms.engines.credentials import codes

bp = Blueprint("certificates", __name__)
TABS = [
    Tab(80, _l("Certificates"), "certificates.session_certificates", Permission.VIEW_CERTIFICATES)
]
NAV = [NavItem(50, _l("Register"), "certificates.register", Permission.VIEW_REGISTER)]
STATE_MARKS = {
    CertificateState.RESERVED: "half",
    CertificateState.VALID: "tick ok",
    CertificateState.SUPERSEDED: "hold",
    CertificateState.REVOKED: "bad",
}


def kind_words() -> dict[CertificateKind, str]:
    """The two papers, in the page's language."""
    return {
        CertificateKind.COMPLETION: _("Completion"),
        CertificateKind.PARTICIPATION: _("Participation"),
    }


def state_words() -> dict[CertificateState, str]:
    """The states of a record, in the page's language."""
    return {
        CertificateState.RESERVED: _("Being made"),
        CertificateState.VALID: _("Valid"),
        CertificateState.SUPERSEDED: _("Superseded"),
        CertificateState.REVOKED: _("Revoked"),
    }


def verdict_words() -> dict[Verdict, str]:
    """The answers to a verifier, in the page's language."""
    return {
        Verdict.VALID: _("Valid"),
        Verdict.SUPERSEDED: _("Superseded"),
        Verdict.REVOKED: _("Revoked"),
        Verdict.CHANGED: _("Changed"),
        Verdict.UNKNOWN: _("Unknown"),
    }


def event_words() -> dict[EventKind, str]:
    """What may befall a certificate, in the page's language."""
    return {
        EventKind.ISSUED: _("Issued: serial and content frozen"),
        EventKind.FILED: _("Signed and filed"),
        EventKind.SUPERSEDED: _("Superseded by a newer certificate"),
        EventKind.REVOKED: _("Revoked"),
    }


def kept_message(kept: dict[str, Any]) -> str:
    """A message as a row keeps it, in the page's language."""
    return say(Message(str(kept["text"]), dict(kept["values"])))


@bp.context_processor
def words() -> dict[str, Any]:
    """What the templates of this room write of kinds and states."""
    return {
        "kinds": kind_words(),
        "states": state_words(),
        "state_marks": STATE_MARKS,
        "events": event_words(),
        "grouped": codes.grouped,
        "kept_message": kept_message,
    }
