"""Writing courses: drafts, their files, their history, and publishing."""

from lms.authoring.services.drafts import begin, begin_new, drop, import_draft, restore
from lms.authoring.services.exchange import keep_questions, take_questions
from lms.authoring.services.history import restore_file, undo
from lms.authoring.services.media import put_media, remove_media
from lms.authoring.services.presence import seen
from lms.authoring.services.publishing import publish
from lms.authoring.services.saving import Change, change_files, write_files
from lms.authoring.services.values import add_question, save_question, save_value

__all__ = [
    "Change",
    "add_question",
    "begin",
    "begin_new",
    "change_files",
    "drop",
    "import_draft",
    "keep_questions",
    "publish",
    "put_media",
    "remove_media",
    "restore",
    "restore_file",
    "save_question",
    "save_value",
    "seen",
    "take_questions",
    "undo",
    "write_files",
]
