"""Learning packages (SCORM) as exercises: each commit of a part is one step, its last one counts.

Scores come from the package's own scripts in the participant's browser, so a mark is the package's
word, not one that this server has worked out. Every part that can be opened counts the same.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lms.core.messages import N_
from lms.courses.formats import Supply
from lms.engines.marking.types import HandMark
from lms.engines.reading import Node, Parsed, Problem, Problems, Text
from lms.engines.scorm import PartResult, Version, result_of
from lms.exercises.kinds.base import NOTHING, Json, Marked, Part, Step, Terms

SCHEMA = 1
ENGINE = "package/1"
OUTLINE, COMMIT = "outline", "commit"
STEP_SCHEMA = 1
WHOLE = Fraction(100)
MOST_PARTS, MOST_VALUES, MOST_SIGNS = 200, 2_000, 64_000
_FILE = re.compile(r"media/[A-Za-z0-9_][A-Za-z0-9._-]{0,119}\.zip")
_VALUE_NAME = re.compile(r"(cmi|adl)(\.[A-Za-z0-9_]{1,60}){1,8}")


@dataclass(frozen=True)
class PackageSpec:
    """A package as an exercise; `file` is the path of its zip among the course's media."""

    key: str
    title: Text
    instructions: Text | None
    part: Part
    pass_mark: int
    attempts: int | None
    file: str


@dataclass(frozen=True)
class ReviewedPart:
    """One part of a marked package."""

    title: str
    state: str
    scored: bool
    share: Fraction
    points: Fraction


class Package:
    """A SCORM package that is played in a closed frame and tells its own result."""

    name = "package"
    schema = SCHEMA

    def parse(self, payload: object, supply: Supply = NOTHING) -> Parsed[PackageSpec]:
        problems = Problems()
        node = Node(self.upgrade(payload), "", problems)
        node.choice("kind", [self.name])
        node.schema(SCHEMA)
        key, title = node.key(), node.text("title", most=300)
        instructions = node.text_or_none("instructions", most=20_000)
        purpose = node.choice(
            "purpose", [Part.PRACTICE, Part.ASSESSED], default=Part.PRACTICE.value
        )
        pass_mark = node.whole("pass_mark", low=0, high=100, default=60)
        attempts = node.whole_or_none("attempts", low=1, high=100)
        file = node.string("file", most=200)
        if file and not _FILE.fullmatch(file):
            node.fault("file", N_("Write the path of the zip, such as media/course.zip."))
        node.close()
        return problems.parsed(
            lambda: PackageSpec(key, title, instructions, Part(purpose), pass_mark, attempts, file)
        )

    def terms(self, spec: PackageSpec) -> Terms:
        """Marks are shown at once: the package has told them already."""
        return Terms(
            title=spec.title,
            part=spec.part,
            pass_mark=spec.pass_mark,
            attempts=spec.attempts,
            minutes=None,
            release_at_once=True,
        )

    def public_view(self, spec: PackageSpec, seed: str) -> Json:
        return {
            "title": dict(spec.title),
            "instructions": dict(spec.instructions) if spec.instructions else None,
        }

    def check(self, spec: PackageSpec, seed: str, step: Step) -> tuple[Problem, ...]:
        problems = Problems()
        node = Node(step.payload, "", problems)
        node.schema(STEP_SCHEMA)
        if step.kind == COMMIT:
            node.string("item", most=200)
            _check_values(node)
        elif step.kind == OUTLINE:
            node.choice("version", Version)
            if node.raw("seal") != _seal(seed):
                node.fault("seal", N_("What a package consists of is read by the server."))
            for part in node.nodes("items", low=1, high=MOST_PARTS):
                part.string("key", most=200)
                part.string("title", most=300)
        else:
            problems.add("kind", N_("A package has no step of this kind."))
            node.skip_rest()
        node.close()
        return tuple(problems.found)

    def fold(self, spec: PackageSpec, seed: str, steps: Sequence[Step]) -> Json:
        """The parts, the last values of each that was opened, and which one was open last."""
        outline = _outline(steps)
        values = _values(steps)
        version = Version(outline["version"])
        return {
            "version": version.value,
            "parts": outline["items"],
            "values": values,
            "last": next(reversed(values), None),
            "done": [key for key, cmi in values.items() if result_of(version, cmi).done],
        }

    def mark(
        self,
        spec: PackageSpec,
        seed: str,
        steps: Sequence[Step],
        hand: Mapping[str, HandMark] | None = None,
    ) -> Marked:
        outline, values = _outline(steps), _values(steps)
        version, parts = Version(outline["version"]), outline["items"]
        lines = [
            _line(part, result_of(version, values.get(part["key"], {})), len(parts))
            for part in parts
        ]
        points = sum((Fraction(line["points"]) for line in lines), Fraction(0))
        detail = {"schema": 1, "version": version.value, "parts": lines}
        return Marked(points, WHOLE, detail, ENGINE)

    def explain(
        self, spec: PackageSpec, seed: str, steps: Sequence[Step], detail: Mapping[str, Any]
    ) -> list[ReviewedPart]:
        return [
            ReviewedPart(
                title=line["title"],
                state=line["state"],
                scored=line["scored"],
                share=Fraction(line["share"]),
                points=Fraction(line["points"]),
            )
            for line in detail["parts"]
        ]

    def model_steps(self, spec: PackageSpec, seed: str, *, share: Fraction) -> list[Step]:
        part = {"key": "part", "title": spec.title["en"][:300]}
        percent = str(int(100 * share))
        cmi = {"cmi.core.lesson_status": "completed", "cmi.core.score.raw": percent}
        return [outline_step(seed, Version.SCORM_1_2, [part]), commit_step("part", cmi)]

    def upgrade(self, payload: object) -> object:
        return payload


def outline_step(seed: str, version: Version, parts: Sequence[Mapping[str, str]]) -> Step:
    """The step by which the server notes what the package consists of; the first one counts.

    Its seal needs the attempt's seed, so that no browser can make one.
    """
    items = [dict(part) for part in parts]
    facts = {"schema": STEP_SCHEMA, "version": version.value, "items": items}
    return Step(OUTLINE, {**facts, "seal": _seal(seed)})


def commit_step(item: str, cmi: Mapping[str, str]) -> Step:
    """The step by which a part of the package keeps its values."""
    return Step(COMMIT, {"schema": STEP_SCHEMA, "item": item, "cmi": dict(cmi)})


def _seal(seed: str) -> str:
    return hmac.new(seed.encode(), b"package outline", hashlib.sha256).hexdigest()[:32]


def _check_values(node: Node) -> None:
    values = node.raw("cmi")
    if not isinstance(values, dict) or len(values) > MOST_VALUES:
        node.fault("cmi", N_("Send the values of the part, %(most)s at most.", most=MOST_VALUES))
        return
    for name, value in values.items():
        if not _VALUE_NAME.fullmatch(name):
            node.fault("cmi", N_("SCORM knows no value of this name."))
        elif not isinstance(value, str) or len(value) > MOST_SIGNS:
            node.fault(f"cmi.{name}", N_("Send text of at most %(most)s signs.", most=MOST_SIGNS))
        elif any(0xD800 <= ord(sign) <= 0xDFFF for sign in value):
            node.fault(f"cmi.{name}", N_("Remove the broken characters from this text."))


def _outline(steps: Sequence[Step]) -> Json:
    found = next((step.payload for step in steps if step.kind == OUTLINE), None)
    return found or {"version": Version.SCORM_1_2.value, "items": []}


def _values(steps: Sequence[Step]) -> dict[str, dict[str, str]]:
    """The last values of each part, the part that was kept last at the end."""
    found: dict[str, dict[str, str]] = {}
    for step in steps:
        if step.kind == COMMIT:
            item = step.payload["item"]
            found.pop(item, None)
            found[item] = step.payload["cmi"]
    return found


def _line(part: Mapping[str, str], result: PartResult, of: int) -> Json:
    return {
        "key": part["key"],
        "title": part["title"],
        "state": result.state,
        "scored": result.scored,
        "share": str(result.share),
        "points": str(WHOLE * result.share / of),
    }
