"""The course that ships goes through every form of authoring and comes out as it was."""

from lms.authoring.formats.fields import Choices, as_inputs, fields_of, read_form, tidied, widgets
from lms.authoring.formats.fields import course as forms
from lms.authoring.formats.lessons import written
from lms.authoring.formats.paths import place_of
from lms.authoring.formats.questions import all_questions
from lms.authoring.formats.texts import peek, split_lesson, value_of, yaml_text
from lms.authoring.formats.tree import read_tree
from lms.courses.formats import package_files
from tests.factories.courses import shipped

LANGUAGES = ("en", "ur")


def through(fields, value):
    return read_form(fields, as_inputs(widgets(fields, value, LANGUAGES)), value, LANGUAGES)


def test_every_file_of_the_shipped_course_survives_its_form():
    content = shipped().snapshot.content
    texts = {path: text.decode() for path, text in package_files(content, {}).items()}
    tree = read_tree(texts)
    asked = 0
    for path, text in texts.items():
        place = place_of(path)
        if path.endswith(".csv"):
            continue
        if place.kind == "lesson":
            head, body = split_lesson(text)
            facts = None if place.language else {k: head[k] for k in ("minutes", "sources")}
            assert written(text, head["title"], body.replace("\n", "\r\n"), facts) == text, path
            continue
        value = value_of(text)
        assert yaml_text(value) == text, path
        if place.kind == "course":
            opened = forms.opened_course(value)
            assert forms.closed_course(through(forms.course_fields(), opened)) == value
            assert through(forms.glossary_fields(), value) == value
        elif place.kind == "module":
            assert through(forms.module_fields(tree, place.name, []), value) == value, path
        elif place.kind == "questions":
            assert through(forms.quiz_fields(place.group), value) == value, path
            assert through(forms.section_fields([], [], []), value) == value, path
            for one in all_questions(peek(text)):
                fields = fields_of(one.payload, Choices())
                assert tidied(through(fields, one.payload)) == one.payload, (path, one.name)
                asked += 1
    assert asked >= 200
