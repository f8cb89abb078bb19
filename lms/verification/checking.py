"""Checking at a terminal: files, texts of QR codes and typed numbers, against the register here."""

import hashlib
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from lms.certificates.enums import PartsFault, Verdict
from lms.certificates.queries import parts
from lms.certificates.queries.verify import by_file, by_number, by_serial, by_token, is_archive
from lms.certificates.revocation import crl_reason
from lms.certificates.rows import Answer
from lms.certificates.services import sealing, statements
from lms.core.settings import settings
from lms.engines.credentials import sdjwt, statement
from lms.engines.credentials.statement import NotAStatement, UnknownKey, WrongSignature
from lms.signing import stamping
from lms.signing.validate import check_archive, check_seal


@dataclass(frozen=True)
class Checked:
    """One thing that was checked. `why` says what is wrong, "" for a valid one.

    `shown` is what a certificate shown in parts says, and `as_of` when the register was asked.
    """

    what: str
    verdict: str
    why: str = ""
    serial: str = ""
    name: str = ""
    sealed_by: str = ""
    demonstration: bool = False
    reason: str = ""
    code: str = ""
    crl_reason: int | None = None
    shown: dict[str, Any] = field(default_factory=dict)
    as_of: str = ""

    def told(self) -> dict[str, Any]:
        """The same as JSON."""
        return {**asdict(self), "file": self.what, "valid": self.verdict == "valid"}


_FAULTS = {
    PartsFault.FORM: "This is no text that shows a certificate in parts.",
    PartsFault.KEY: "No key of this register signed it.",
    PartsFault.SIGNATURE: "It was changed or forged: the key that it names has not signed it.",
    PartsFault.DISCLOSURE: "A part does not belong to it: changed, doubled, or of another one.",
    PartsFault.RECORD: "The register does not say what it says.",
}


def sha256_of(data: bytes) -> str:
    """In hex."""
    return hashlib.sha256(data).hexdigest()


def file(what: str, data: bytes) -> Checked:
    """A PDF: valid only where register and signatures both say so."""
    answer = by_file(data)
    roots, stamp_roots = sealing.roots(), stamping.stamp_roots()
    if is_archive(data):
        report = check_archive(data, roots, stamp_roots)
    else:
        report = check_seal(data, roots, at=answer.issued_at, stamp_roots=stamp_roots)
    if answer.verdict is Verdict.VALID and report.fault is not None:
        return Checked(what, "changed", report.fault.english(), answer.serial)
    return _of(what, answer, sealed_by=report.sealed_by, file=True)


def number(serial: str, code: str) -> Checked:
    """A typed number with its code."""
    return _of(serial, by_number(serial, code))


def is_text_of_parts(text: str) -> bool:
    """Whether this text shows a certificate in parts, by its signs."""
    return sdjwt.looks_like(text)


def parts_text(what: str, text: str) -> Checked:
    """A text that shows a certificate in parts: what it shows, and whether that stands now."""
    found = parts.shown(text)
    moment = found.at.isoformat(timespec="seconds")
    if found.fault is not None:
        return Checked(what, found.answer.verdict.value, _FAULTS[found.fault], as_of=moment)
    checked = _of(what, found.answer)
    named = str(found.claims.get("name", ""))
    return replace(
        checked,
        serial=str(found.claims.get("serial", "")),
        name=named,
        shown=found.claims,
        as_of=moment,
    )


def is_text_of_code(text: str) -> bool:
    """Whether this is an address or a statement rather than a file's name."""
    return "://" in text or statement.looks_like_statement(text)


def code_text(text: str) -> Checked:
    """What a QR code holds. The address has to be this installation's own, sign by sign."""
    here = f"{settings().base_url.rstrip('/')}/v/"
    if "://" in text and not text.startswith(here):
        return Checked(text, "refused", f"The address is not under {here}: do not open it.")
    address, _, digits = text.rpartition("#") if "#" in text else (text, "", "")
    if not digits and address.startswith(here):
        return _of(text, by_token(address.removeprefix(here)))
    if not address and not digits:
        return Checked(text, "unreadable", "This is no statement.")
    return _statement(text, digits or address, address.removeprefix(here) if digits else "")


def _statement(text: str, digits: str, token: str) -> Checked:
    try:
        stated = statement.read(digits, statements.pinned())
    except UnknownKey as error:
        return Checked(text, "unknown", f"The key {error.key_id} is not pinned here.")
    except WrongSignature:
        return Checked(text, "changed", "The statement was changed or forged.")
    except NotAStatement:
        return Checked(text, "unreadable", "This is no statement.")
    answer = by_serial(stated.serial)
    if answer.verdict is Verdict.UNKNOWN:
        return _of(text, answer)
    if token and by_token(token).serial != stated.serial:
        return Checked(text, "changed", "Address and statement do not belong together.")
    if answer.name != stated.name:
        return Checked(text, "changed", "The register has another name.", stated.serial)
    return _of(text, answer)


def _of(what: str, answer: Answer, *, sealed_by: str = "", file: bool = False) -> Checked:
    return Checked(
        what,
        answer.verdict.value,
        _why(answer, file=file),
        answer.serial,
        answer.name,
        sealed_by,
        answer.demonstration,
        answer.reason,
        answer.code.value if answer.code else "",
        crl_reason(answer.code) if answer.verdict is Verdict.REVOKED else None,
    )


def _why(answer: Answer, *, file: bool) -> str:
    if answer.verdict is Verdict.UNKNOWN and file:
        return "This register does not know the file: it was changed, or issued elsewhere."
    return {
        Verdict.VALID: "",
        Verdict.CHANGED: f"The file is not the one issued as {answer.serial}: it was changed.",
        Verdict.REVOKED: f"Revoked: {answer.reason}",
        Verdict.SUPERSEDED: "Superseded by a newer certificate.",
        Verdict.EXPIRED: f"Its validity ended on {answer.expires_on}.",
        Verdict.UNKNOWN: "This register knows no such certificate.",
        Verdict.BLANK: "A spare blank that nobody has filled in on record: no certificate.",
        Verdict.FILLED: "A spare blank filled in by hand, on record: no sealed certificate.",
        Verdict.SPOILED: "A spare blank that was destroyed: no certificate.",
    }[answer.verdict]
