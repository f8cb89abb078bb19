"""The Data Integrity proof `eddsa-rdfc-2022` (W3C, Data Integrity EdDSA Cryptosuites 1.0, 3.2)."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.engines.credentials.jsonld import Document, NotCanonical, canonical
from lms.engines.credentials.multikey import from_base58, to_base58

SUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"


def moment(at: datetime) -> str:
    """A time as these documents write it: UTC, whole seconds, `Z`. Raises ValueError if naive."""
    if at.tzinfo is None:
        raise ValueError("A time needs its zone.")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def signed(
    document: Document, quads: str, *, key: Ed25519PrivateKey, method: str, created: datetime
) -> Document:
    """The document with its proof. `quads` is its canonical form; `method` the key's address.

    Ed25519 is deterministic: the same document, key and time give the same bytes.
    """
    unsigned = Unsigned.of(document, quads, method=method, created=created)
    return unsigned.signed(key.sign(unsigned.data))


@dataclass(frozen=True)
class Unsigned:
    """A document whose proof is still to be signed by a key that lies elsewhere."""

    document: Document
    options: Document
    data: bytes
    """What is signed: two digests, of the proof's options and of the document."""

    @classmethod
    def of(cls, document: Document, quads: str, *, method: str, created: datetime) -> "Unsigned":
        """See `signed`."""
        config = _config_hash(tuple(document["@context"]), method, moment(created))
        data = config + hashlib.sha256(quads.encode()).digest()
        return cls(document, _options(method, moment(created)), data)

    def signed(self, signature: bytes) -> Document:
        """The document with its proof."""
        return {
            **self.document,
            "proof": {**self.options, "proofValue": "z" + to_base58(signature)},
        }


def verifies(document: Document, key: Ed25519PublicKey, *, method: str) -> bool:
    """Whether the one proof of a document is by this key, at this address, over all of it."""
    try:
        proof = dict(document["proof"])
        value = proof.pop("proofValue")
        unsigned = {name: part for name, part in document.items() if name != "proof"}
        if not _is_ours(proof, method) or not value.startswith("z"):
            return False
        config = canonical({"@context": unsigned["@context"], **proof})
        data = _digest(config) + _digest(canonical(unsigned))
        key.verify(from_base58(value[1:]), data)
    except (InvalidSignature, NotCanonical, ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def _is_ours(proof: Document, method: str) -> bool:
    wanted = _options(method, str(proof.get("created")))
    return proof == wanted


def _options(method: str, created: str) -> Document:
    return {
        "type": "DataIntegrityProof",
        "created": created,
        "verificationMethod": method,
        "cryptosuite": SUITE,
        "proofPurpose": PURPOSE,
    }


@lru_cache(maxsize=64)
def _config_hash(contexts: tuple[str, ...], method: str, created: str) -> bytes:
    return _digest(canonical({"@context": list(contexts), **_options(method, created)}))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
