"""Ed25519 keys and signatures in the multibase forms of the W3C: base 58 behind a `z`.

Sources: Controlled Identifiers 1.0, section 2.2.2 (Multikey) and 2.4 (base-58-btc).
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {sign: value for value, sign in enumerate(_ALPHABET)}
_ED25519_PUBLIC = b"\xed\x01"
_KEY_BYTES = 32


def to_base58(data: bytes) -> str:
    """Bytes in base 58 (Bitcoin's alphabet); leading zero bytes become leading ones."""
    number = int.from_bytes(data, "big")
    signs: list[str] = []
    while number:
        number, digit = divmod(number, 58)
        signs.append(_ALPHABET[digit])
    zeros = len(data) - len(data.lstrip(b"\x00"))
    return "1" * zeros + "".join(reversed(signs))


def from_base58(text: str) -> bytes:
    """The bytes of a text in base 58. Raises ValueError for any other sign."""
    number = 0
    for sign in text:
        if sign not in _VALUES:
            raise ValueError(f"{sign!r} is no sign of base 58.")
        number = number * 58 + _VALUES[sign]
    zeros = len(text) - len(text.lstrip("1"))
    return b"\x00" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def public_multibase(key: Ed25519PublicKey) -> str:
    """A public key as `publicKeyMultibase`."""
    return "z" + to_base58(_ED25519_PUBLIC + key.public_bytes_raw())


def read_public(text: str) -> Ed25519PublicKey:
    """The key of a `publicKeyMultibase`. Raises ValueError where it is none of Ed25519."""
    data = from_base58(text[1:]) if text.startswith("z") else b""
    if not data.startswith(_ED25519_PUBLIC) or len(data) != len(_ED25519_PUBLIC) + _KEY_BYTES:
        raise ValueError("This is no Ed25519 key in multibase form.")
    return Ed25519PublicKey.from_public_bytes(data[len(_ED25519_PUBLIC) :])
