"""The serial in a sealed file's signature, read without parsing the PDF.

Web processes look at files from strangers only by hash and by this line: a PDF parser would be one
more thing to attack.
"""

import re

_REASON = re.compile(rb"/Reason \(Certificate ((?:[A-Z0-9-]|\\[0-7]{3}){7,160})\)")
_OCTAL = re.compile(rb"\\([0-7]{3})")


def reason_for(serial: str) -> str:
    """The text that a certificate's seal gives as its reason."""
    return f"Certificate {serial}"


def claimed_serial(data: bytes) -> str | None:
    """The serial that the last seal in a file names; a claim, nothing more."""
    found = _REASON.findall(data)
    if not found:
        return None
    plain: bytes = _OCTAL.sub(lambda match: bytes([int(match[1], 8) & 0xFF]), found[-1])
    return plain.decode("latin-1")
