"""The one stored form of a text: composed (NFC), but without taking anybody's ideograph away.

NFC replaces compatibility ideographs by others that are drawn otherwise: 神 (U+FA19), with which a
family may be registered, would become 神 (U+795E).
"""

import re
import unicodedata

_KEPT = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")


def composed(text: str) -> str:
    """The text in NFC, with its compatibility ideographs as they are."""
    if unicodedata.is_normalized("NFC", text):
        return text
    parts = _KEPT.split(text)  # every second one is of ideographs, to which no mark composes
    parts[::2] = [unicodedata.normalize("NFC", part) for part in parts[::2]]
    return "".join(parts)
