"""The typed form of the files that authors write: course, module and lesson head."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

SCHEMA = 2

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}(\.[0-9]{1,4}){0,2}$")]
Minutes = Annotated[int, Field(ge=1, le=60_000)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]

Title = dict[Language, Line]
Prose = dict[Language, Paragraph]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class GlossaryTerm(_Strict):
    """One term of the course with its meaning."""

    key: Slug
    term: Title
    meaning: Prose


class Aim(_Strict):
    """What a module is for; questions name it by its key."""

    key: Slug
    text: Prose


class Need(_Strict):
    """An activity that opens a module once somebody has reached `percent` in it."""

    activity: Slug
    percent: Annotated[int, Field(ge=0, le=100)] = 60


class CourseFile(_Strict):
    """`course.yaml`: what the course is and the order of its parts."""

    schema_number: Literal[1, 2] = Field(alias="schema")
    slug: Slug
    version: Version
    languages: list[Language] = Field(min_length=1, max_length=12)
    title: Title
    summary: Prose
    aims: list[Prose] = Field(min_length=1, max_length=20)
    contact_minutes: Minutes
    modules: list[Slug] = Field(min_length=1, max_length=100)
    banks: list[Slug] = Field(default=[], max_length=200)
    tests: list[Slug] = Field(default=[], max_length=10)
    exercises: list[Slug] = Field(default=[], max_length=100)
    glossary: list[GlossaryTerm] = Field(default=[], max_length=500)
    sources: list[Line] = Field(default=[], max_length=100)


class ModuleFile(_Strict):
    """`modules/NN-name/module.yaml`: aims and the order of the lessons."""

    title: Title
    summary: Prose
    aims: list[Aim] = Field(min_length=1, max_length=20)
    minutes: Minutes
    lessons: list[Slug] = Field(min_length=1, max_length=50)
    quiz: bool = False
    exercises: list[Slug] = Field(default=[], max_length=20)
    after: list[Slug] = Field(default=[], max_length=20)
    needs: Need | None = None


class LessonHead(_Strict):
    """The lines between the two `---` of a lesson in the course's first language."""

    title: Line
    minutes: Minutes
    sources: list[Line] = Field(min_length=1, max_length=30)


class TranslationHead(_Strict):
    """The same in another language: what does not change with the language is left out."""

    title: Line
