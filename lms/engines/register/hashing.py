"""The hashes of a Merkle tree: RFC 9162, section 2.1.1 (the same as RFC 6962, section 2.1).

Leaves and inner nodes are hashed under different first bytes, so that none can pass for the other.
"""

import hashlib

LEAF, NODE = b"\x00", b"\x01"
HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256 over 0x00 and the entry."""
    return hashlib.sha256(LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 over 0x01 and the two hashes below."""
    return hashlib.sha256(NODE + left + right).digest()
