"""The blueprint of certificates, its tab and its place in the global bar."""

from typing import Any

from flask import Blueprint, url_for

from lms.certificates.enums import (
    CertificateKind,
    CertificateState,
    EventKind,
    Mend,
    PartsFault,
    RevocationCode,
    Verdict,
)
from lms.certificates.policies import Permission
from lms.certificates.revocation import SENTENCES, public_sentence
from lms.core.i18n import _, _l, say
from lms.core.messages import Message
from lms.core.web import NavItem, Tab
from lms.engines.credentials import codes
from lms.engines.credentials.parts import Part

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
    CertificateState.VOID: "open none",
}


def kind_words() -> dict[CertificateKind, str]:
    """The three papers, in the page's language."""
    return {
        CertificateKind.COMPLETION: _("Completion"),
        CertificateKind.PARTICIPATION: _("Participation"),
        CertificateKind.APPRECIATION: _("Appreciation"),
    }


def state_words() -> dict[CertificateState, str]:
    """The states of a record, in the page's language."""
    return {
        CertificateState.RESERVED: _("Being made"),
        CertificateState.VALID: _("Valid"),
        CertificateState.SUPERSEDED: _("Superseded"),
        CertificateState.REVOKED: _("Revoked"),
        CertificateState.VOID: _("Void"),
    }


def verdict_words() -> dict[Verdict, str]:
    """The answers to a verifier, in the page's language."""
    return {
        Verdict.VALID: _("Valid"),
        Verdict.SUPERSEDED: _("Superseded"),
        Verdict.REVOKED: _("Revoked"),
        Verdict.EXPIRED: _("Expired"),
        Verdict.CHANGED: _("Changed"),
        Verdict.UNKNOWN: _("Unknown"),
        Verdict.BLANK: _("A blank, not a certificate"),
        Verdict.FILLED: _("Filled in by hand"),
        Verdict.SPOILED: _("Destroyed"),
    }


def part_words() -> dict[str, str]:
    """What a certificate may show, part by part, in the page's language."""
    return {
        Part.NAME: _("Name on the certificate"),
        Part.LOCAL_NAME: _("Name in the local script"),
        Part.RANK: _("Rank"),
        Part.AGENCY: _("Agency"),
        Part.CAPACITY: _("Was there as"),
        Part.SERIAL: _("Number of the certificate"),
        Part.PLACE: _("Place"),
        Part.CONTACT_MINUTES: _("Contact time"),
        Part.ATTENDANCE: _("Half-days attended"),
        Part.ORGANISER: _("Organised by"),
        Part.DONOR: _("Paid for by"),
        Part.PROJECT: _("Project"),
    }


def fault_words() -> dict[PartsFault, str]:
    """Why a text shows no part of a certificate, and what to do, in the page's language."""
    return {
        PartsFault.FORM: _(
            "This is no text that shows a certificate in parts, or a piece of it is missing. "
            "Ask for the whole text, to its last sign."
        ),
        PartsFault.KEY: _("No key of this register signed it. It was not issued here."),
        PartsFault.SIGNATURE: _(
            "It names a key of this register that has not signed it: it was changed or forged. "
            "Do not accept it."
        ),
        PartsFault.DISCLOSURE: _(
            "A part of it does not belong to this certificate: it was changed, doubled, or taken "
            "from another one. Do not accept it."
        ),
        PartsFault.RECORD: _("The register does not say what this text says. Do not accept it."),
    }


def event_words() -> dict[EventKind, str]:
    """What may befall a certificate, in the page's language."""
    return {
        EventKind.ISSUED: _("Issued: serial and content frozen"),
        EventKind.FILED: _("Signed and filed"),
        EventKind.SUPERSEDED: _("Superseded by a newer certificate"),
        EventKind.REVOKED: _("Revoked"),
        EventKind.VOIDED: _("Void: its paper could not be made"),
        EventKind.ARCHIVED: _("Archive file made"),
    }


def revocation_words() -> dict[RevocationCode, str]:
    """Why a certificate is revoked, as the office chooses it, in the page's language."""
    return {
        RevocationCode.ISSUED_IN_ERROR: _("Issued in error"),
        RevocationCode.SUPERSEDED: _("Superseded by a correction"),
        RevocationCode.IMPROPER: _("Obtained improperly"),
        RevocationCode.HOLDER_REQUEST: _("At the holder's request"),
        RevocationCode.KEY_COMPROMISED: _("Key compromised"),
        RevocationCode.OTHER: _("Other, in a sentence of its own"),
    }


def why_revoked(code: str | None, kept: str) -> str:
    """The public sentence of a revocation, in the page's language where the list has it."""
    known = code if code in set(RevocationCode) else None
    sentence = public_sentence(RevocationCode(known) if known else None, kept)
    return sentence if isinstance(sentence, str) else say(sentence)


def kept_message(kept: dict[str, Any]) -> str:
    """A message as a row keeps it, in the page's language."""
    return say(Message(str(kept["text"]), dict(kept["values"])))


def papers_are_checked() -> str:
    """What is told to who began to issue where people have to sign."""
    return _(
        "The papers are being checked. When all of them can be printed, the list opens for "
        "approval and signatures."
    )


def mend_of(kept: dict[str, Any], slug: str) -> tuple[str, str] | None:
    """Where what a row keeps as wrong is mended: the address of the page and its words."""
    key = kept.get("key")
    match kept.get("mend"):
        case Mend.ROLL if key:
            where = url_for("enrolments.person", slug=slug, enrolment_id=key)
            return where, _("Mend it on the roll")
        case Mend.THANKS:
            where = url_for("certificates.thanks", slug=slug, _anchor=f"thanks-{key}")
            return where, _("Mend it in the list of thanks")
        case Mend.SESSION:
            return url_for("courses.settings", slug=slug), _("Mend it in the session’s settings")
        case Mend.DESIGN:
            return url_for("designs.choice", slug=slug), _("Mend it in the design")
    return None


@bp.context_processor
def words() -> dict[str, Any]:
    """What the templates of this room write of kinds and states."""
    return {
        "kinds": kind_words(),
        "states": state_words(),
        "state_marks": STATE_MARKS,
        "events": event_words(),
        "grouped": codes.grouped,
        "why_revoked": why_revoked,
        "revocations": revocation_words(),
        "revocation_sentences": {one: say(text) for one, text in SENTENCES.items()},
        "kept_message": kept_message,
        "mend_of": mend_of,
    }
