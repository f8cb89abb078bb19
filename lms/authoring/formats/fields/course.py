"""Which fields the forms of course, module, glossary, quiz and bank have."""

from collections.abc import Sequence
from typing import Any

from lms.authoring.formats.fields.common import KEY, REVIEW, terms
from lms.authoring.formats.fields.spec import (
    Choice,
    Field,
    Flag,
    Group,
    Lines,
    Many,
    Rows,
    Text,
    Whole,
    Word,
)
from lms.authoring.formats.texts import Json, listed
from lms.authoring.formats.tree import Tree
from lms.core.messages import N_

Options = Sequence[tuple[str, Any]]


def course_fields() -> tuple[Field, ...]:
    """What course.yaml says of the course itself."""
    aims = Rows(
        "aims",
        N_("Aims"),
        one=N_("Aim of the course"),
        keyed=False,
        fields=(Text("text", N_("Aim of the course"), required=True, long=True),),
    )
    languages = Lines(
        "languages",
        N_("Languages"),
        help=N_("Codes with blanks between them, the first one complete: en ur."),
        separator=" ",
    )
    return (
        Text("title", N_("Title"), required=True),
        Text("summary", N_("Summary"), required=True, long=True),
        aims,
        Whole("contact_minutes", N_("Minutes with the trainer"), required=True),
        languages,
        Lines("sources", N_("Sources, one on each line")),
    )


def opened_course(course: Json) -> Json:
    """The course with its aims as rows that a form can hold."""
    return {**course, "aims": [{"text": aim} for aim in listed(course.get("aims"))]}


def closed_course(course: Json) -> Json:
    """The course as its file has it."""
    return {**course, "aims": [row.get("text", {}) for row in listed(course.get("aims"))]}


def glossary_fields() -> tuple[Field, ...]:
    """The terms of the course."""
    terms = Rows(
        "glossary",
        N_("Terms"),
        one=N_("Term"),
        most=500,
        fields=(
            Text("term", N_("Term"), required=True),
            Text("meaning", N_("Meaning"), required=True, long=True),
            KEY,
        ),
    )
    return (terms,)


def module_fields(tree: Tree, slug: str, activities: Options) -> tuple[Field, ...]:
    """What module.yaml says, apart from the order of its lessons."""
    slugs = [module.slug for module in tree.modules]
    earlier = tree.modules[: slugs.index(slug)] if slug in slugs else ()
    aims = Rows(
        "aims",
        N_("Aims"),
        help=N_("Questions name an aim by its key: keep the key when you change the words."),
        one=N_("Aim of the course"),
        keyed=False,
        fields=(Text("text", N_("Aim of the course"), required=True, long=True), KEY),
    )
    needs = (
        Choice("activity", N_("Quiz or exercise"), options=(("", N_("none")), *activities)),
        Whole("percent", N_("Mark in percent"), default=60),
    )
    return (
        Text("title", N_("Title"), required=True),
        Text("summary", N_("Summary"), required=True, long=True),
        aims,
        Whole("minutes", N_("Minutes in all"), required=True),
        Many(
            "exercises",
            N_("Exercises of this module"),
            options=tuple(tree.exercises),
            always_list=True,
        ),
        Many(
            "after",
            N_("Modules to be done before"),
            options=tuple((module.slug, module.title) for module in earlier),
            always_list=True,
        ),
        Group("needs", N_("Opens once somebody has reached a mark"), fields=needs),
    )


_PURPOSES = (
    ("practice", N_("practice")),
    ("assessed", N_("counts for the certificate")),
    ("pre_test", N_("test before the course")),
    ("post_test", N_("test after the course")),
)
_LAYOUTS = (("steps", N_("question by question")), ("page", N_("all on one page")))
_SHOWN = (
    ("marks", N_("marks")),
    ("reasons", N_("reasons and words to each answer")),
    ("solutions", N_("right answers and explanations")),
)


def quiz_fields(group: str) -> tuple[Field, ...]:
    """The settings of a quiz, or of a bank (`group` banks)."""
    title = Text("title", N_("Title"), required=True)
    if group == "banks":
        return (title,)
    return (
        title,
        Text("instructions", N_("Instructions"), long=True),
        Choice("purpose", N_("Purpose"), options=_PURPOSES, default="practice"),
        *terms(),
        Choice("layout", N_("Shown"), options=_LAYOUTS, default="steps"),
        Flag("shuffle", N_("Mix the questions"), default=True),
        REVIEW,
        Many("show", N_("The review shows"), options=_SHOWN, all_by_default=True),
        *((Word("key", N_("Short name"), width=""),) if group == "modules" else ()),
    )


def section_fields(banks: Options, aims: Options, difficulties: Options) -> tuple[Field, ...]:
    """The sections of a quiz with the rows that draw questions from banks."""
    any_one = ("", N_("any"))
    draw = Rows(
        "draw",
        N_("Questions drawn from banks"),
        one=N_("Row"),
        most=100,
        keyed=False,
        fields=(
            Choice("bank", N_("Bank"), options=(("", N_("choose")), *banks), required=True),
            Whole("count", N_("How many"), required=True),
            Choice("difficulty", N_("Difficulty"), options=(any_one, *difficulties)),
            Choice("aim", N_("Aim of the course"), options=(any_one, *aims)),
            Choice("form", N_("Parallel form"), options=(any_one, ("a", "a"), ("b", "b"))),
        ),
    )
    return (
        Rows(
            "sections",
            N_("Sections"),
            one=N_("Section"),
            keyed=False,
            fields=(
                Text("title", N_("Title")),
                Text("instructions", N_("Instructions"), long=True),
                draw,
            ),
        ),
    )
