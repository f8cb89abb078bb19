"""Changes of the course's tree: each gives the files that change, by path (None: taken away)."""

import copy
from collections.abc import Mapping
from typing import Any

from lms.authoring.formats.paths import (
    COURSE,
    lesson_file,
    module_file,
    numbered,
    questions_file,
    slug_of,
)
from lms.authoring.formats.questions import all_questions, copied
from lms.authoring.formats.texts import (
    Json,
    join_lesson,
    listed,
    peek,
    split_lesson,
    value_of,
    yaml_text,
)
from lms.courses.formats.cases import files_of_exercise

Texts = Mapping[str, str]
Changes = dict[str, str | None]
_TAKEN_WITH_COURSE = ("banks", "tests", "exercises")


def new_course(facts: Json, module: str, aim: str, lesson: str) -> dict[str, str]:
    """The files of a new course with one module and one lesson, which has its text to come.

    `facts` has slug, languages, title and summary; the others are titles in the first language.
    """
    base = facts["languages"][0]
    course = {
        "schema": 2,
        "slug": facts["slug"],
        "version": "0.1",
        "languages": facts["languages"],
        "title": facts["title"],
        "summary": facts["summary"],
        "aims": [{base: aim}],
        "contact_minutes": 60,
        "modules": [],
        "banks": [],
        "tests": [],
        "exercises": [],
        "glossary": [],
        "sources": [],
    }
    texts: Changes = {COURSE: yaml_text(course)}
    texts |= add_module(_there(texts), module, {base: aim})
    slug = next(iter(peek(texts[COURSE])["modules"]))
    texts |= add_lesson(_there(texts), slug, lesson)
    return _there(texts)


def _there(changes: Changes) -> dict[str, str]:
    return {path: text for path, text in changes.items() if text is not None}


def add_module(texts: Texts, title: str, aim: Json | None = None) -> Changes:
    """A module at the end of the course; its first lesson is still to be written."""
    course = value_of(texts[COURSE])
    base = _base(course)
    modules = listed(course.get("modules"))
    slug = numbered(title, map(str, modules), default="module")
    facts = {
        "title": {base: title},
        "summary": {base: title},
        "aims": [{"key": f"{slug[3:50] or slug}-aim-1", "text": aim or {base: title}}],
        "minutes": 45,
        "lessons": [],
        "quiz": False,
        "exercises": [],
    }
    course["modules"] = [*modules, slug]
    return {COURSE: yaml_text(course), module_file(slug): yaml_text(facts)}


def add_lesson(texts: Texts, module: str, title: str) -> Changes:
    """A lesson at the end of a module, with its head and no text yet."""
    facts = value_of(texts[module_file(module)])
    lessons = listed(facts.get("lessons"))
    slug = numbered(title, map(str, lessons), default="lesson")
    facts["lessons"] = [*lessons, slug]
    head = {"title": title, "minutes": 10, "sources": []}
    return {
        module_file(module): yaml_text(facts),
        lesson_file(module, slug): join_lesson(head, ""),
    }


def add_questions(texts: Texts, group: str, name: str, title: str) -> tuple[Changes, str]:
    """A check for module `name`, or a new bank or test; gives its name too."""
    course = value_of(texts[COURSE])
    base = _base(course)
    if group == "modules":
        facts = value_of(texts[module_file(name)])
        facts["quiz"] = True
        path = f"modules/{name}/quiz.yaml"
        taken = _activity_keys(texts)
        payload = _quiz(slug_of(f"{name}-check", taken), title, base, "practice")
        return {module_file(name): yaml_text(facts), path: yaml_text(payload)}, name
    taken = {str(one) for one in listed(course.get(group))} | _activity_keys(texts)
    key = slug_of(title, taken, default=group[:-1])
    course[group] = [*listed(course.get(group)), key]
    payload = (
        {"schema": 1, "kind": "bank", "key": key, "title": {base: title}, "questions": []}
        if group == "banks"
        else _quiz(key, title, base, "assessed")
    )
    return {COURSE: yaml_text(course), f"{group}/{key}.yaml": yaml_text(payload)}, key


def add_exercise(texts: Texts, title: str, file: str) -> Changes:
    """A learning package as an exercise; `file` is its zip among the media."""
    course = value_of(texts[COURSE])
    base = _base(course)
    key = slug_of(title, _activity_keys(texts), default="exercise")
    course["exercises"] = [*listed(course.get("exercises")), key]
    payload = {
        "schema": 1,
        "kind": "package",
        "key": key,
        "title": {base: title},
        "instructions": {base: title},
        "purpose": "practice",
        "pass_mark": 60,
        "file": file,
    }
    return {COURSE: yaml_text(course), f"exercises/{key}.yaml": yaml_text(payload)}


def _quiz(key: str, title: str, base: str, purpose: str) -> Json:
    return {
        "schema": 1,
        "kind": "quiz",
        "key": key,
        "title": {base: title},
        "purpose": purpose,
        "pass_mark": 60,
        "questions": [],
    }


def _activity_keys(texts: Texts) -> set[str]:
    return {
        str(peek(text).get("key"))
        for path, text in texts.items()
        if path.endswith(".yaml") and path != COURSE and not path.endswith("/module.yaml")
    }


def remove(texts: Texts, kind: str, module: str, name: str) -> Changes:
    """Take a module, lesson, check, bank, test or exercise out, with its files."""
    if kind == "modules":
        folder = f"modules/{name}/"
        gone: Changes = {path: None for path in texts if path.startswith(folder)}
        return gone | _out_of_list(texts, COURSE, "modules", name)
    if kind == "lessons":
        stem = f"modules/{module}/lessons/{name}."
        gone = {path: None for path in texts if path.startswith(stem)}
        return gone | _out_of_list(texts, module_file(module), "lessons", name)
    if kind == "quiz":
        facts = value_of(texts[module_file(name)])
        facts["quiz"] = False
        return {module_file(name): yaml_text(facts), f"modules/{name}/quiz.yaml": None}
    if kind == "exercises":
        return _remove_exercise(texts, name)
    return {f"{kind}/{name}.yaml": None} | _out_of_list(texts, COURSE, kind, name)


def _remove_exercise(texts: Texts, name: str) -> Changes:
    """Take an exercise out; the tasks in a case's folder go with the case."""
    files = files_of_exercise(texts.keys(), name)
    folder = f"exercises/{name}/tasks/"
    tasks = [path for path in texts if path.startswith(folder)] if len(files) > 1 else []
    gone: Changes = dict.fromkeys([*files, *tasks])
    course = value_of(texts[COURSE])
    without = {name, *(path.removeprefix(folder).removesuffix(".yaml") for path in tasks)}
    course["exercises"] = [one for one in listed(course.get("exercises")) if one not in without]
    return gone | {COURSE: yaml_text(course)}


def _out_of_list(texts: Texts, path: str, field: str, name: str) -> Changes:
    value = value_of(texts[path])
    value[field] = [one for one in listed(value.get(field)) if one != name]
    return {path: yaml_text(value)}


def reorder(texts: Texts, kind: str, module: str, name: str, to: int) -> Changes:
    """Put a part to place `to` (from 0) of its list."""
    path = module_file(module) if kind == "lessons" else COURSE
    value = value_of(texts[path])
    names = listed(value.get(kind))
    if name not in names:
        return {}
    rest = [one for one in names if one != name]
    rest.insert(max(0, min(to, len(rest))), name)
    value[kind] = rest
    return {} if rest == names else {path: yaml_text(value)}


def move_lesson(texts: Texts, module: str, name: str, target: str, to: int) -> Changes:
    """Take a lesson to another module, at place `to`."""
    there = value_of(texts[module_file(target)])
    names = listed(there.get("lessons"))
    slug = name if name not in names else slug_of(name, names)
    names.insert(max(0, min(to, len(names))), slug)
    there["lessons"] = names
    changes = remove(texts, "lessons", module, name)
    stem = f"modules/{module}/lessons/{name}."
    for path in texts:
        if path.startswith(stem):
            ending = path.removeprefix(stem)
            changes[f"modules/{target}/lessons/{slug}.{ending}"] = texts[path]
    return changes | {module_file(target): yaml_text(there)}


def copy_part(texts: Texts, kind: str, module: str, name: str, word: str) -> Changes:
    """A twin of a module, lesson, bank or test behind it; `word` marks its title as a copy.

    Keys that must be unique in the whole course get new ones.
    """
    if kind == "lessons":
        return _copy_lesson(texts, module, name, word)
    if kind == "modules":
        return _copy_module(texts, name, word)
    if kind == "exercises":
        return {}
    return _copy_questions(texts, kind, name, word)


def _copy_lesson(texts: Texts, module: str, name: str, word: str) -> Changes:
    facts = value_of(texts[module_file(module)])
    names = listed(facts.get("lessons"))
    twin = slug_of(f"{name}-copy", names)
    names.insert(names.index(name) + 1, twin)
    facts["lessons"] = names
    changes: Changes = {module_file(module): yaml_text(facts)}
    stem = f"modules/{module}/lessons/{name}."
    for path in texts:
        if path.startswith(stem):
            head, body = split_lesson(texts[path])
            head["title"] = f"{head.get('title', name)} ({word})"
            ending = path.removeprefix(stem)
            changes[f"modules/{module}/lessons/{twin}.{ending}"] = join_lesson(head, body)
    return changes


def _copy_module(texts: Texts, name: str, word: str) -> Changes:
    course = value_of(texts[COURSE])
    names = listed(course.get("modules"))
    twin = slug_of(f"{name}-copy", names)
    names.insert(names.index(name) + 1, twin)
    course["modules"] = names
    changes: Changes = {COURSE: yaml_text(course)}
    aims: dict[str, str] = {}
    for path in texts:
        if path.startswith(f"modules/{name}/"):
            changes[path.replace(f"modules/{name}/", f"modules/{twin}/", 1)] = texts[path]
    facts = value_of(texts[module_file(name)])
    facts["title"] = _marked(facts.get("title"), word)
    for aim in listed(facts.get("aims")):
        if isinstance(aim, dict) and aim.get("key"):
            old = str(aim["key"])
            aim["key"] = aims[old] = f"{old[:59]}-copy"
    changes[module_file(twin)] = yaml_text(facts)
    path = f"modules/{twin}/quiz.yaml"
    if path in changes:
        changes[path] = _twin_of(texts, f"modules/{name}/quiz.yaml", word, aims)
    return changes


def _copy_questions(texts: Texts, group: str, name: str, word: str) -> Changes:
    course = value_of(texts[COURSE])
    names = listed(course.get(group))
    text = _twin_of(texts, questions_file(group, name) or "", word, {})
    twin = str(peek(text)["key"])
    names.insert(names.index(name) + 1, twin)
    course[group] = names
    return {COURSE: yaml_text(course), f"{group}/{twin}.yaml": text}


def _twin_of(texts: Texts, path: str, word: str, aims: Mapping[str, str]) -> str:
    payload = value_of(texts[path])
    payload["key"] = slug_of(f"{payload.get('key', 'quiz')}-copy", _activity_keys(texts))
    payload["title"] = _marked(payload.get("title"), word)
    taken = [
        str(one.payload.get("key"))
        for other, text in texts.items()
        if other.endswith(".yaml") and other != COURSE
        for one in all_questions(peek(text))
    ]
    for listed_question in all_questions(payload):
        question = listed_question.payload
        if payload.get("kind") == "bank":
            question["key"] = copied(question, taken)["key"]
            taken.append(question["key"])
        if question.get("aim") in aims:
            question["aim"] = aims[question["aim"]]
    return yaml_text(payload)


def _marked(title: Any, word: str) -> Any:
    if not isinstance(title, dict):
        return title
    return {language: f"{copy.copy(text)} ({word})" for language, text in title.items()}


def _base(course: Json) -> str:
    return str(next(iter(listed(course.get("languages"))), "en"))
