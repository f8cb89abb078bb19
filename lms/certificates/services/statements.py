"""The signed statement that a certificate's QR code carries, and the keys that verifiers pin."""

from lms.core.settings import settings
from lms.engines.credentials import statement
from lms.engines.credentials.statement import Pinned
from lms.signing import statement_keys
from lms.signing.statement_keys import StatementKeys


def keys() -> StatementKeys:
    """This installation's folder of statement keys."""
    here = settings()
    return statement_keys.of(here.data, demo=here.demo)


def pinned() -> Pinned:
    """The public keys whose statements this installation vouches for."""
    return Pinned(keys().public())


def make_key() -> str:
    """Make a new key for statements; returns its id. The older keys stay pinned."""
    made = statement_keys.make(keys(), passphrase=settings().office_passphrase)
    return statement.key_id(made).hex()
