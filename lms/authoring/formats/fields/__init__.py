"""Questions as plain forms: what fields a kind has, how they are shown, and how they are read back.

A form gives back what it was given: a field that nobody touched keeps its value as it was written,
and what the form does not know stays in the file.
"""

from lms.authoring.formats.fields.kinds import KIND_NAMES, Choices, fields_of, new_question, tidied
from lms.authoring.formats.fields.reading import acted, read_form
from lms.authoring.formats.fields.showing import Widget, as_inputs, widgets

__all__ = [
    "KIND_NAMES",
    "Choices",
    "Widget",
    "acted",
    "as_inputs",
    "fields_of",
    "new_question",
    "read_form",
    "tidied",
    "widgets",
]
