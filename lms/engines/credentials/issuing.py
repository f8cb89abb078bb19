"""Credentials made and signed: the bytes that go into a certificate's file, and the issuer's page.

The issuer's document is a controlled identifier document (W3C, Controlled Identifiers 1.0) with the
public keys; verifiers look the key of a proof up in it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.engines.credentials import badge, proof
from lms.engines.credentials.badge import Award, Bearer
from lms.engines.credentials.jsonld import OPEN_BADGES, Document
from lms.engines.credentials.multikey import public_multibase
from lms.engines.credentials.shape import shape_for

CONTROLLER_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


@dataclass(frozen=True)
class IssuerKey:
    """The key that signs credentials, and the issuer's address, which names it."""

    issuer: str
    private: Ed25519PrivateKey

    @cached_property
    def method(self) -> str:
        """The key's own address."""
        return method_of(self.issuer, self.private.public_key())


def method_of(issuer: str, key: Ed25519PublicKey) -> str:
    """The address of a public key in its issuer's document."""
    return f"{issuer}#{public_multibase(key)}"


def credential(award: Award, bearer: Bearer, key: IssuerKey) -> bytes:
    """The signed credential as JSON, UTF-8. The same input gives the same bytes, always.

    Raises shape.ShapeMismatch where the quick canonical form is not the full one.
    """
    made = unsigned(award, bearer, key.method)
    return as_json(made.signed(key.private.sign(made.data)))


def unsigned(award: Award, bearer: Bearer, method: str) -> proof.Unsigned:
    """The same credential, still to be signed by the key at this address. Raises ShapeMismatch."""
    quads = shape_for(award, len(bearer.names)).quads(bearer)
    document = badge.document(award, bearer)
    return proof.Unsigned.of(document, quads, method=method, created=award.valid_from)


def as_json(document: Document) -> bytes:
    """A document as it is sent and kept."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def issuer_document(
    issuer: str, *, name: str, url: str, keys: Sequence[Ed25519PublicKey]
) -> Document:
    """The public page of the issuer: who it is, and every key that it signs or signed with."""
    methods = [
        {
            "id": method_of(issuer, key),
            "type": "Multikey",
            "controller": issuer,
            "publicKeyMultibase": public_multibase(key),
        }
        for key in keys
    ]
    return {
        "@context": [*CONTROLLER_CONTEXTS, OPEN_BADGES],
        "id": issuer,
        "type": ["Profile"],
        "name": name,
        "url": url,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
