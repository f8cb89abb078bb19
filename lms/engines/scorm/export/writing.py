"""Writes a course's lessons and practice as a SCORM 1.2 package that any platform plays."""

import io
import stat
import zipfile
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path

from lms.core.messages import N_
from lms.engines.scorm.export.course import Builder, page_of
from lms.engines.scorm.export.model import Exported, Json, LeftOut, Say, pick
from lms.engines.scorm.export.questions import Writer
from lms.engines.scorm.export.words import WORDS

_PLAYER = Path(__file__).parent / "player"
_RIGHT_TO_LEFT = {"ar", "fa", "ps", "sd", "ug", "ur"}
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def export_course(
    content: Json,
    *,
    language: str,
    say: Say,
    media: Callable[[str], bytes],
    extra: Mapping[str, bytes] | None = None,
) -> Exported:
    """The package of a course in one language; the same content gives the same bytes.

    One part for each module: its lessons, and its own questions where they are only practice.
    Tests, banks and exercises never go along. `media` gives the bytes of a media path. `extra`
    are files beside the player, such as a font with its licence; sheets among them are linked.
    """
    course = content["course"]
    base = course["languages"][0]
    builder = Builder(content, Writer(language, base, say))
    words = {key: say(message) for key, message in WORDS.items()}
    direction = "rtl" if language in _RIGHT_TO_LEFT else "ltr"
    parts: list[tuple[str, str]] = []
    files = {f"player/{name}": data for name, data in (extra or {}).items()}
    sheets = [*(name for name in files if name.endswith(".css")), "player/player.css"]
    for module in content["modules"]:
        made = builder.module(module)
        page = f"{module['slug']}.html"
        files[page] = page_of(made, words, language, direction, sheets).encode()
        parts.append((page, made["title"]))
    for name in ("player.css", "player.js"):
        files[f"player/{name}"] = (_PLAYER / name).read_bytes()
    files |= {path: media(path) for path in sorted(builder.media)}
    shared = sorted(name for name in files if name not in dict(parts))
    title = pick(course["title"], language, base)
    files["imsmanifest.xml"] = manifest(course["slug"], title, parts, shared).encode()
    left_out = (*_whole(content), *builder.left_out)
    return Exported(_zip(files), len(parts), builder.lessons, builder.questions, left_out)


def _whole(content: Json) -> list[LeftOut]:
    """What never goes along, named once."""
    course = content["course"]
    reason = N_("Tests, banks and exercises never leave this platform: their answers stay here.")
    keys = [*course.get("tests", []), *course.get("banks", []), *course.get("exercises", [])]
    keys += [key for module in content["modules"] for key in module.get("exercises", [])]
    return [LeftOut("", key, reason) for key in dict.fromkeys(keys)]


def manifest(slug: str, title: str, parts: list[tuple[str, str]], shared: list[str]) -> str:
    """imsmanifest.xml: one item and one resource for each part, and what they share."""
    items = "".join(
        f'<item identifier="item-{at}" identifierref="part-{at}" isvisible="true">'
        f"<title>{_text(name)}</title></item>"
        for at, (_page, name) in enumerate(parts, 1)
    )
    resources = "".join(
        f'<resource identifier="part-{at}" type="webcontent" adlcp:scormtype="sco" '
        f'href="{escape(page)}"><file href="{escape(page)}"/>'
        '<dependency identifierref="shared"/></resource>'
        for at, (page, _name) in enumerate(parts, 1)
    )
    listed = "".join(f'<file href="{escape(name)}"/>' for name in shared)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest identifier="concord-{escape(slug)}" version="1.0" '
        'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" '
        'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">\n'
        "<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>\n"
        f'<organizations default="course"><organization identifier="course">'
        f"<title>{_text(title)}</title>{items}</organization></organizations>\n"
        f'<resources>{resources}<resource identifier="shared" type="webcontent" '
        f'adlcp:scormtype="asset">{listed}</resource></resources>\n</manifest>\n'
    )


def _text(words: str) -> str:
    return escape("".join(sign for sign in words if ord(sign) >= 32))


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files, key=lambda one: (one != "imsmanifest.xml", one)):
            entry = zipfile.ZipInfo(name, date_time=_EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()
