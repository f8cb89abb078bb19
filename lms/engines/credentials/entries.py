"""What stands in the register for a certificate: the bytes that are hashed, for anyone to rebuild.

The first entry is salt and canonical payload, so that its leaf hash is the commitment itself. What
befalls the certificate later is a statement in canonical JSON (RFC 8785) that names the certificate
by its commitment: nobody is named, and the register keeps the statement's hash alone.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import rfc8785

from lms.engines.credentials.commitment import Opening

SCHEMA = 1
ISSUED = "issued"


def issued_entry(opening: Opening) -> bytes:
    """The entry whose leaf hash is the certificate's commitment."""
    return opening.salt + opening.payload


def statement_entry(
    kind: str, commitment: bytes, at: datetime, values: Mapping[str, str | int]
) -> bytes:
    """The entry for what befell a certificate, by the second.

    `values` for `filed` and `archived`: the file's `sha256`; `superseded`: `by`, the newer
    commitment in hex; `revoked`: the public `reason`, and its `code` where it has one.
    """
    if kind == ISSUED:
        raise ValueError("A certificate's first entry is its commitment.")
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {
        **values,
        "schema": SCHEMA,
        "kind": kind,
        "certificate": commitment.hex(),
        "at": moment,
    }
    return rfc8785.dumps(body)
