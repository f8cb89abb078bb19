"""Forms of letters: shape and field names; the rules stand in the services."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional

from lms.core.i18n import _l
from lms.letters.rules.render import PARTS, Texts

LANGUAGES = ("en", "ur")


class TextForm(FlaskForm):  # type: ignore[misc]
    """The text of a kind of letter in both languages."""

    subject_en = StringField(_l("Subject, English"), [Optional()])
    body_en = TextAreaField(_l("Text, English"), [Optional()])
    subject_ur = StringField(_l("Subject, Urdu"), [Optional()])
    body_ur = TextAreaField(_l("Text, Urdu"), [Optional()])

    @classmethod
    def of(cls, texts: Texts) -> "TextForm":
        """The form with what is there."""
        values: dict[str, Any] = {
            f"{part}_{one}": texts.part(part).get(one, "") for part in PARTS for one in LANGUAGES
        }
        return cls(data=values)

    @property
    def given(self) -> Texts:
        """What was typed."""
        return Texts(
            {one: self[f"subject_{one}"].data or "" for one in LANGUAGES},
            {one: self[f"body_{one}"].data or "" for one in LANGUAGES},
        )
