"""A course's lessons and practice as a package for other platforms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.core import files as stored_files
from lms.core.access import Identity, require
from lms.core.errors import FieldError, Invalid
from lms.core.i18n import force_locale, say
from lms.core.messages import N_, Message
from lms.core.settings import ROOT
from lms.courses.policies import Permission
from lms.courses.queries.content import content, media_file
from lms.engines.exchange.words import plain
from lms.engines.scorm.export import Exported, LeftOut, export_course

Title = Mapping[str, str]
_ARABIC_SCRIPT = {"ar", "fa", "ps", "sd", "ur"}


def scorm_package(content_hash: str, language: str, actor: Identity) -> Exported:
    """The SCORM 1.2 package of this content in one of the course's languages.

    It holds lessons and checks for practice only. Raises Invalid for another language.
    """
    require(actor, Permission.MANAGE_COURSES)
    found = content(content_hash)
    known = found["course"]["languages"]
    if language not in known:
        message = N_(
            "This course is not written in it. Choose one of: %(known)s.", known=", ".join(known)
        )
        raise Invalid([FieldError("language", message)])
    with force_locale(language):
        return export_course(
            found,
            language=language,
            say=say,
            media=lambda path: stored_files.read(media_file(content_hash, path)),
            extra=_font() if language in _ARABIC_SCRIPT else None,
        )


@dataclass(frozen=True)
class Stays:
    """What stays here for one reason: the title of each thing, and of its module if it has one."""

    reason: Message
    things: Sequence[tuple[Title, Title | None]]


def stays_here(content: Mapping[str, Any], left_out: Iterable[LeftOut]) -> list[Stays]:
    """What a package leaves out, by reason, in the order of the course."""
    names, modules = _titles(content), {one["slug"]: one["title"] for one in content["modules"]}
    found: dict[str, tuple[Message, list[tuple[Title, Title | None]]]] = {}
    for one in left_out:
        _reason, things = found.setdefault(one.reason.english(), (one.reason, []))
        things.append((names.get(one.name) or {"en": one.name}, modules.get(one.module)))
    return [Stays(reason, things) for reason, things in found.values()]


def _titles(content: Mapping[str, Any]) -> dict[str, Title]:
    """The titles of checks, tests, exercises and banks, and the words of questions, by key."""
    found: dict[str, Title] = {}
    for one in content["activities"].values():
        lists = [one, *(one.get("sections") or [])]
        for question in [each for part in lists for each in part.get("questions") or []]:
            found[question["key"]] = {
                code: plain(text) for code, text in question["text"].items() if text
            }
    for group in (content["banks"], content["activities"]):
        found |= {key: one["title"] for key, one in group.items() if one.get("title")}
    return found


def _font() -> dict[str, bytes]:
    """A font for the Arabic script with its licence: few machines have every letter of Urdu."""
    vendor = ROOT / "static" / "vendor"
    faces, files = [], {}
    for weight in (400, 600):
        name = f"noto-sans-arabic-arabic-{weight}-normal.woff2"
        files[name] = (vendor / "fonts" / name).read_bytes()
        faces.append(
            f'@font-face{{font-family:"Noto Sans Arabic";font-weight:{weight};'
            f'font-display:swap;src:url({name}) format("woff2")}}'
        )
    licences = (vendor / "LICENSES.txt").read_text(encoding="utf-8")
    own = licences.partition("@fontsource/noto-sans-arabic ")[2].partition("\n\n@")[0]
    sheets = {"font.css": "\n".join(faces).encode(), "FONT-LICENCE.txt": own.encode()}
    return {**files, **sheets}
