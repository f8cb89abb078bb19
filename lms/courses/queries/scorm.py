"""A course's lessons and practice as a package for other platforms."""

from lms.core import files as stored_files
from lms.core.access import Identity, require
from lms.core.errors import FieldError, Invalid
from lms.core.i18n import force_locale, say
from lms.core.messages import N_
from lms.core.settings import ROOT
from lms.courses.policies import Permission
from lms.courses.queries.content import content, media_file
from lms.engines.scorm.export import Exported, export_course

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
