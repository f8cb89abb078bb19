"""Keys of statements: one signs, all that signed stay pinned, and a strange file is no pin."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.engines.credentials import statement
from lms.engines.credentials.statement import Pinned
from lms.signing import statement_keys
from lms.signing.port import KeyUnavailable
from lms.signing.statement_keys import StatementKeys
from tests.factories.papers import make_payload


def test_a_new_key_signs_and_the_old_one_stays_pinned(tmp_path: Path) -> None:
    keys = StatementKeys(tmp_path / "keys")
    assert keys.private() is None and keys.public() == []
    statement_keys.make(keys, passphrase=None)
    before = statement.statement_for(make_payload(), _private(keys))
    newer = statement_keys.make(keys, passphrase=None)
    after = statement.statement_for(make_payload(), _private(keys))
    assert len(keys.public()) == 2
    for text in (before, after):
        assert statement.read(text, Pinned(keys.public())).serial == "DGTR-2026-0017"
    with pytest.raises(statement.UnknownKey):
        statement.read(before, Pinned([newer]))
    for file in keys.folder.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600


def _private(keys: StatementKeys) -> Ed25519PrivateKey:
    key = keys.private()
    assert key is not None
    return key


def test_the_passphrase_opens_and_nothing_else_does(tmp_path: Path) -> None:
    keys = StatementKeys(tmp_path)
    statement_keys.make(keys, passphrase=b"open")
    assert keys.private(b"open") is not None
    for wrong in (None, b"wrong"):
        with pytest.raises(KeyUnavailable):
            keys.private(wrong)


def test_a_file_under_anothers_id_is_no_pin(tmp_path: Path) -> None:
    keys = StatementKeys(tmp_path)
    statement_keys.make(keys, passphrase=None)
    (file,) = tmp_path.glob("*.pub")
    file.rename(tmp_path / "00000000.pub")
    with pytest.raises(KeyUnavailable):
        keys.public()


def test_the_demonstration_makes_its_own(tmp_path: Path) -> None:
    keys = statement_keys.of(tmp_path, demo=True)
    assert keys.private() is not None and len(keys.public()) == 1
    assert statement_keys.of(tmp_path, demo=False).private() is None
