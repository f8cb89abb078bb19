"""The parts of the offline verifier's tests: keys, statements, packs, and the judge under Node."""

import json
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.engines.credentials import statement
from lms.engines.register.notes import Ed25519Signer
from lms.verification.formats import Fallen, Trust, write_pack
from tests.factories.papers import make_payload

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOOK_ALIKE = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
LOG = Ed25519Signer(
    "concord.example/register/2026", Ed25519PrivateKey.from_private_bytes(b"l" * 32)
)
BASE = "https://concord.example"
LINK = f"{BASE}/v/hQ3k_-2fAbCdEfGhIjKlMn"
AS_OF = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
NOW = "2026-11-28T09:00:00Z"
FALLEN = [
    Fallen("DGTR-2026-0002", "revoked", date(2026, 11, 20), "Issued in error."),
    Fallen("DGTR-2026-0003", "superseded", date(2026, 11, 21), by="DGTR-2026-0004"),
]


def stated(serial: str = "DGTR-2026-0017", *, key: Ed25519PrivateKey = KEY, **changes: Any) -> str:
    """The digits of a statement."""
    return statement.statement_for(make_payload(serial=serial, **changes), key)


def pack(at: datetime = AS_OF, *, key: Ed25519PrivateKey = KEY, base: str = BASE) -> str:
    """A signed revocation pack."""
    return write_pack(FALLEN, base=base, at=at, key=key)


def trust(**changes: Any) -> dict[str, Any]:
    """What the verifier of the tests trusts, as its page is told."""
    given: dict[str, Any] = {
        "base": BASE,
        "name": "Test Academy",
        "demonstration": False,
        "statement_keys": [KEY.public_key()],
        "log_keys": [LOG.verifier.vkey],
        "pack": pack(),
    }
    return Trust(**(given | changes)).told()


def judged(**asked: Any) -> dict[str, list[Any]]:
    """What the verifier's own script answers, run by Node."""
    node = shutil.which("node")
    assert node, "Node is missing: run make setup-test."
    script = Path(__file__).with_name("judge.mjs")
    asked = {"trust": trust(), "now": NOW} | asked
    done = subprocess.run(
        [node, script], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    answers: dict[str, list[Any]] = json.loads(done.stdout)
    return answers
