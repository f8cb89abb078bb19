"""Forms of privacy: answers of a person, and a new version of a text."""

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from lms.core.i18n import _l
from lms.privacy.enums import NoticeKind
from lms.privacy.rows import TextRow
from lms.privacy.shipped import LANGUAGES

_WANTED = [InputRequired(_l("Write it in this language too."))]


def typed_answers(form: Mapping[str, str], prefix: str = "") -> dict[NoticeKind, bool]:
    """What was answered in the fields of `privacy/_questions.html`; what was left open is left out.

    `prefix` stands before each field's name where one form asks for several people.
    """
    found = {kind: form.get(f"{prefix}{kind.value}", "") for kind in NoticeKind}
    return {kind: text == "yes" for kind, text in found.items() if text in {"yes", "no"}}


class TextForm(FlaskForm):  # type: ignore[misc]
    """A new version of a text, in both languages."""

    title_en = StringField(_l("Title (English)"), _WANTED, render_kw={"lang": "en", "dir": "ltr"})
    body_en = TextAreaField(_l("Text (English)"), _WANTED, render_kw={"lang": "en", "dir": "ltr"})
    title_ur = StringField(_l("Title (Urdu)"), _WANTED, render_kw={"lang": "ur", "dir": "rtl"})
    body_ur = TextAreaField(_l("Text (Urdu)"), _WANTED, render_kw={"lang": "ur", "dir": "rtl"})

    @classmethod
    def of(cls, text: TextRow) -> "TextForm":
        """The form, filled with the text that is asked now."""
        values = {f"title_{one}": text.title.get(one, "") for one in LANGUAGES}
        return cls(data=values | {f"body_{one}": text.body.get(one, "") for one in LANGUAGES})

    def given(self, name: str) -> dict[str, str]:
        """What was typed for title or body, by language."""
        return {one: str(self[f"{name}_{one}"].data or "") for one in LANGUAGES}
