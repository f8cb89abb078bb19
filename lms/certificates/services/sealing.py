"""Which offices' keys this installation signs with, and which roots it trusts."""

from pathlib import Path

from asn1crypto import x509
from flask import current_app

from lms.core.errors import Refused
from lms.core.messages import N_
from lms.core.settings import Settings
from lms.signing import authority, stamping
from lms.signing.offices import KeysOf, offices, opened_inside
from lms.signing.signer.client import answers
from lms.signing.signer.client import opened as opened_in_signer
from lms.signing.validate import read_roots


def _settings() -> Settings:
    settings: Settings = current_app.extensions["concord.settings"]
    return settings


def require_seal() -> None:
    """Raise Refused, saying what to do, where there is no seal to sign with, or time stamps are
    asked for and nobody gives any. Reads no key."""
    if not offices(_settings())[0].root.is_file():
        raise Refused(
            N_(
                "There is no seal to sign with yet. On the server run: "
                "flask certificates make-seal --organisation NAME"
            )
        )
    stamping.require_for_signatures()


def keys_at_a_terminal(passphrase: str | None) -> KeysOf:
    """How a command comes by the keys: from the signer where one runs, else inside the command."""
    data = _settings().data
    if passphrase is None and answers(data):
        return lambda list_id: opened_in_signer(data, list_id)
    secret = passphrase.encode() if passphrase else None
    return lambda list_id: opened_inside(list_id, secret)


def roots() -> list[x509.Certificate]:
    """The pinned roots: this installation's, and those of the file or folder that is set."""
    settings = _settings()
    data = settings.data
    files: list[Path] = [authority.own(data).root, authority.second(data).root]
    if settings.demo:
        files += [authority.demonstration(data).root, authority.demonstration_second(data).root]
    if settings.trusted_roots is not None:
        more = settings.trusted_roots
        files += sorted(more.glob("*.pem")) if more.is_dir() else [more]
    return read_roots(files)


def make_own_seal(organisation: str, *, second: bool = False) -> Path:
    """Make the authority of the issuing office, or of the second one; returns its folder.

    Raises Refused if it has one.
    """
    settings = _settings()
    made = authority.second(settings.data) if second else authority.own(settings.data)
    if made.exists:
        raise Refused(
            N_("There is a seal already, in %(folder)s. It stays.", folder=str(made.folder))
        )
    secret = settings.signing_passphrase
    authority.make(
        made,
        organisation=organisation,
        root_name=f"{organisation}: root of certificates",
        seal_name=f"{organisation}: seal of certificates",
        passphrase=secret.get_secret_value().encode() if secret else None,
    )
    return made.folder
