"""File names inside a package: one narrow form that every system stores alike."""

import re

from lms.core.messages import N_, Message
from lms.courses.formats.limits import Limits

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,119}")
_LITTER = (
    "__MACOSX",
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
    ".gitignore",
    ".gitattributes",
)

TEXT_ENDINGS = (".yaml", ".md")


def is_litter(path: str) -> bool:
    """True for what file managers leave in folders; such files are passed over."""
    return any(part in _LITTER for part in path.split("/"))


def is_text(path: str) -> bool:
    """True for the files that authors write: YAML, Markdown, and the tables (CSV) of a case."""
    return path.endswith(TEXT_ENDINGS) or (path.startswith("exercises/") and path.endswith(".csv"))


def name_fault(path: str, limits: Limits) -> Message | None:
    """Why this name is not taken, or None when it is one."""
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ":" in path or ".." in parts or "\0" in path:
        return N_("The name leads out of the package. Use a path below the package's own folder.")
    if len(parts) > limits.depth:
        return N_(
            "The file lies deeper than %(depth)s folders. Move it up.",
            depth=limits.depth,
        )
    if not all(_PART.fullmatch(part) for part in parts):
        return N_("Use only Latin letters, digits, hyphen, underscore and dot in file names.")
    return None
