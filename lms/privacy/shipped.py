"""The texts that come with the program: version 1 of each kind, in English and Urdu."""

from functools import cache
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from lms.privacy.enums import NoticeKind
from lms.privacy.rows import TextRow

LIBRARY = Path(__file__).parent / "library"
LANGUAGES = ("en", "ur")


@cache
def shipped(kind: NoticeKind) -> TextRow:
    """The shipped text of a kind. Its id is the same on each installation and before it is stored,
    so that reading it needs no write."""
    titles, bodies = {}, {}
    for language in LANGUAGES:
        text = (LIBRARY / f"{kind.value}.{language}.md").read_text("utf-8")
        title, body = text.split("\n", 1)
        titles[language], bodies[language] = title.removeprefix("# ").strip(), body.strip()
    key = uuid5(NAMESPACE_URL, f"concord:privacy-text:{kind.value}:1")
    return TextRow(key, kind, 1, titles, bodies)
