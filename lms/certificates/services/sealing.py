"""Which seal this installation signs with, and which roots it trusts."""

from pathlib import Path

from asn1crypto import x509
from flask import current_app

from lms.certificates.signing import authority
from lms.certificates.signing.port import Seal, SealUnavailable
from lms.certificates.signing.pyhanko_seal import load_seal
from lms.certificates.signing.validate import read_roots
from lms.core.errors import Refused, Unavailable
from lms.core.messages import N_
from lms.core.settings import Settings


def _settings() -> Settings:
    settings: Settings = current_app.extensions["concord.settings"]
    return settings


def _authority(settings: Settings) -> authority.Authority:
    if settings.demo:
        return authority.demonstration(settings.data)
    return authority.own(settings.data)


def require_seal() -> None:
    """Raise Refused, saying what to do, where there is no seal to sign with. Reads no key."""
    if not _authority(_settings()).root.is_file():
        raise Refused(
            N_(
                "There is no seal to sign with yet. On the server run: "
                "flask certificates make-seal --organisation NAME"
            )
        )


def seal() -> Seal:
    """The seal, loaded once in this process: the worker's, never the web's.

    Raises Unavailable where the key cannot be read.
    """
    settings = _settings()
    secret = settings.signing_passphrase
    passphrase = secret.get_secret_value().encode() if secret and not settings.demo else None
    try:
        return load_seal(_authority(settings), passphrase)
    except SealUnavailable as error:
        raise Unavailable(N_("The seal cannot be opened: %(why)s", why=str(error))) from error


def roots() -> list[x509.Certificate]:
    """The pinned roots: this installation's, and those of the file or folder that is set."""
    settings = _settings()
    files: list[Path] = [authority.own(settings.data).root]
    if settings.demo:
        files.append(authority.demonstration(settings.data).root)
    if settings.trusted_roots is not None:
        more = settings.trusted_roots
        files += sorted(more.glob("*.pem")) if more.is_dir() else [more]
    return read_roots(files)


def make_own_seal(organisation: str) -> Path:
    """Make the installation's own authority; returns its folder. Raises Refused if it has one."""
    settings = _settings()
    made = authority.own(settings.data)
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
