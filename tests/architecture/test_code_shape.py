"""The code keeps its shape: small files, short functions, one place that commits."""

import ast
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "lms").rglob("*.py"))
OURS = [
    *CODE,
    *sorted((ROOT / "tests").rglob("*.py")),
    *sorted((ROOT / "templates").rglob("*.html")),
    *(p for p in sorted((ROOT / "static").rglob("*.*")) if "vendor" not in str(p)),
]
TABLES_OF_FACTS = {"static/base/components.css"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(f"{name_of(path)}:{n.name}", (n.end_lineno or 0) - n.lineno + 1) for n in found]


def test_no_file_is_longer_than_500_lines() -> None:
    long = {
        name_of(path): count
        for path in OURS
        if path.suffix in {".py", ".html", ".css", ".js", ".mjs"}
        and name_of(path) not in TABLES_OF_FACTS
        and (count := path.read_text(encoding="utf-8").count("\n")) > 500
    }
    assert long == {}


def test_functions_are_short() -> None:
    lengths = dict(pair for path in CODE for pair in functions(path))
    assert {name: n for name, n in lengths.items() if n > 60} == {}
    assert statistics.median(lengths.values()) <= 12
    short = sum(1 for n in lengths.values() if n <= 30)
    assert short / len(lengths) >= 0.9


def test_only_the_transaction_commits() -> None:
    commits = re.compile(r"(?<!commitment)\.commit\(")
    found = {name_of(path) for path in CODE if commits.search(path.read_text(encoding="utf-8"))}
    assert found <= {"lms/core/db.py"}


def test_nothing_is_left_for_later() -> None:
    marks = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "for " + "now(?!,)")))
    found = {
        name_of(path)
        for path in OURS
        if path.suffix in {".py", ".html", ".js", ".css"}
        and marks.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_time_comes_from_the_clock() -> None:
    """Rooms ask the app's clock; the machine is asked by the clock itself, by the launcher, and
    where a certificate authority is made, whose dates other machines judge."""
    machine = re.compile(r"datetime\.now\(|datetime\.utcnow\(|date\.today\(|time\.time\(")
    allowed = ("lms/core/clock.py", "lms/launch/", "lms/signing/authority.py")
    found = {
        name_of(path)
        for path in CODE
        if machine.search(path.read_text(encoding="utf-8"))
        and not name_of(path).startswith(allowed)
    }
    assert found == set()


def test_a_session_is_never_bare() -> None:
    """`session` means Flask's or SQLAlchemy's; the training is a CourseSession."""
    bare = re.compile(r"\bsession_id\b|\bclass Session\b")
    found = {name_of(path) for path in CODE if bare.search(path.read_text(encoding="utf-8"))}
    assert found == set()


@pytest.mark.parametrize("folder", ["lms", "tests", ".ci", "static", "templates", "docs", "."])
def test_no_file_names_a_registry(folder: str) -> None:
    """Clients know their registries; a file that names one breaks on a closed network."""
    hosts = re.compile(
        r"(?:files\.)?python" + r"hosted\.org|py" + r"pi\.org|registry\.npm" + r"js|"
        r"deb\.deb" + r"ian\.org|cdn\.js" + r"delivr|unp" + r"kg\.com|googleapis" + r"\.com"
    )
    top = ROOT / folder
    paths = top.iterdir() if folder == "." else top.rglob("*")
    found = set()
    for path in paths:
        parts = path.relative_to(ROOT).parts
        if not path.is_file() or {"vendor", "__pycache__", "stamps"} & set(parts):
            continue
        if hosts.search(path.read_text(encoding="utf-8", errors="ignore")):
            found.add(name_of(path))
    assert found == set()
