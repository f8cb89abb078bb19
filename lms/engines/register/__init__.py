"""An append-only register as a Merkle tree, its signed heads and its proofs, by published formats.

`hashing` and `tree` follow RFC 9162 (RFC 6962), `notes` C2SP signed-note, `checkpoints` C2SP
tlog-checkpoint and tlog-cosignature, `prooftext` C2SP tlog-proof. Nothing here reads a clock, a
file or a database; keys come in as objects.
"""
