"""The running app: every route is marked, every job is bound, nothing asks the database alone."""

import ast
import re
from enum import StrEnum
from pathlib import Path

from flask import Flask

from lms.core import access
from lms.core.db import Base, VisibleRows
from lms.core.jobs import bound_kinds
from lms.core.web import PUBLIC, SIGNED_IN, access_of

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "lms").rglob("*.py"))


def without_comments(text: str) -> str:
    """A template without its Jinja comments, which show how to call it."""
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)


def test_every_route_says_who_may_come(app: Flask) -> None:
    unmarked = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not (
            (marker := access_of(app, rule.endpoint)) in {PUBLIC, SIGNED_IN}
            or isinstance(marker, StrEnum)
        )
    }
    assert unmarked == set()


def test_every_marker_is_a_stated_permission(app: Flask) -> None:
    stated = access.permissions()
    markers = {access_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    asked = {str(marker) for marker in markers if marker not in {PUBLIC, SIGNED_IN}}
    assert asked <= set(stated)


def test_every_address_that_is_built_exists(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    built = re.compile(r"""url_for\(\s*["']([\w.]+)["']""")
    missing = {
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for path in [*CODE, *sorted((ROOT / "templates").rglob("*.html"))]
        for name in built.findall(without_comments(path.read_text(encoding="utf-8")))
        if name not in endpoints
    }
    assert missing == set()


def test_every_job_that_is_asked_for_is_bound(app: Flask) -> None:
    asked = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name == "enqueue" and isinstance(first, ast.Constant):
                asked.add(first.value)
    assert asked <= bound_kinds()


def test_views_ask_no_database(app: Flask) -> None:
    """Routes parse, call one service or query, and render."""
    direct = re.compile(r"\bdb\.session\b|\bsa\.select\b|\bselect\(|\bunscoped\(|\bseen_by\(")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in CODE
        if {"views", "api"} & {path.stem, path.parent.name}
        and "core" not in path.parts
        and direct.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_addresses_are_known_by_their_room(app: Flask) -> None:
    """An endpoint belongs to the blueprint of a room, so that a page can be found from its URL."""
    rooms = {path.name for path in (ROOT / "lms").iterdir() if path.is_dir()}
    prefixes = {
        rule.endpoint.split(".")[0].removesuffix("_api") for rule in app.url_map.iter_rules()
    }
    assert prefixes <= rooms


def test_every_table_with_owners_says_who_sees_its_rows(app: Flask) -> None:
    owned = [
        mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, VisibleRows)
    ]
    assert len(owned) >= 5
    silent = {one.__name__ for one in owned if hasattr(one.visible_to, "__isabstractmethod__")}
    assert silent == set()
