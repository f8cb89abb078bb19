"""A course's lessons and practice as a package for other platforms."""

from lms.core import files as stored_files
from lms.core.access import Identity, require
from lms.core.errors import FieldError, Invalid
from lms.core.i18n import force_locale, say
from lms.core.messages import N_
from lms.courses.policies import Permission
from lms.courses.queries.content import content, media_file
from lms.engines.scorm.export import Exported, export_course


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
        )
