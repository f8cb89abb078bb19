"""What papers have in common: the fixed part drawn once, and the places for all that differs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

from lms.certificates.printing import compose, render
from lms.certificates.printing.compose import Paper
from lms.certificates.printing.glyphs import NASKH, local_style
from lms.core import cjk, pdf
from lms.core.pdf_fields import Field
from lms.engines import press

_SIGNS = re.compile(r"[A-Za-z0-9]")
_TOKEN = "0" * 22
_NASTALIQ_TEXT = "نمونہ"
_ONLY_IN_NASKH = "ڪڄڳڱٻڏښځڅټډړ"
_FIRST, _OTHER = ("Specimen", _NASTALIQ_TEXT, "0"), ("Iill", "ابا", "8")


class NotFixed(ValueError):
    """The design's fixed part or its places depend on the holder's texts, or its letters are set
    in a way that the press does not know; such papers are printed the plain way."""


@dataclass(frozen=True)
class Specimen:
    """A paper with the same fixed part as others, and texts that say nothing."""

    paper: Paper

    @property
    def key(self) -> str:
        """Papers whose specimens have equal keys have one fixed part."""
        return self.paper.key


@dataclass(frozen=True)
class Design:
    """A background, the slots on it, and the weights of their letters."""

    background: press.Background
    slots: tuple[press.Slot, ...]
    weights: Mapping[str, int]

    def slots_for(self, texts: Mapping[str, str]) -> tuple[press.Slot, ...]:
        """The slots for these texts: where one has Chinese, Japanese or Korean signs, with the face
        of its region beside the design's own."""
        return tuple(self._for(slot, texts.get(slot.name, "")) for slot in self.slots)

    def _for(self, slot: press.Slot, text: str) -> press.Slot:
        if not (isinstance(slot, press.TextSlot) and cjk.holds(text)):
            return slot
        found = cjk.face_for(text, self.weights[slot.name])
        if found is None:
            return slot
        return replace(slot, faces=(*slot.faces, press.Face.open(found.file, found.index)))


def specimen(paper: Paper, fields: Mapping[str, str]) -> Specimen:
    """The specimen of a paper with these fields."""
    return Specimen(_filled(paper, fields, *_FIRST))


def design_of(model: Specimen) -> Design:
    """Lay out and take over what a specimen shows. Takes about half a second.

    Raises PaperProblem where the fixed part cannot be printed, and NotFixed where other texts in
    the fields would change it.
    """
    laid, background = _background(model.paper)
    other = _filled(model.paper, compose.fields(model.paper), *_OTHER)
    laid_other, background_other = _background(other)
    places = {one.name: (one.x, one.y, one.width) for one in laid_other.fields}
    if background.prefix != background_other.prefix or any(
        places.get(one.name) != (one.x, one.y, one.width) for one in laid.fields
    ):
        raise NotFixed("The fixed part moves with the texts in the fields.")
    faces = laid.faces(model.paper.design.folder)
    return Design(
        background,
        tuple(_slot(one, faces) for one in laid.fields),
        {one.name: one.weight for one in laid.fields},
    )


def _background(paper: Paper) -> tuple[pdf.LaidOut, press.Background]:
    laid = render.prepare(paper)
    laid.hide_fields()
    return laid, press.Background.of(laid.write(variant=render.VARIANT))


def _slot(field: Field, faces: Mapping[tuple[str, int], Path]) -> press.Slot:
    if not field.families:
        return press.Square(field.name, field.x, field.y, field.width)
    if not field.plain:
        raise NotFixed(f"The letters of {field.name} are spaced or transformed.")
    files = [
        faces[family, field.weight] for family in field.families if (family, field.weight) in faces
    ]
    if not files:
        raise NotFixed(f"The face of {field.name} is bound to no file.")
    return press.TextSlot(
        name=field.name,
        x=field.x,
        y=field.y,
        width=field.width,
        faces=tuple(press.Face.open(file) for file in files),
        steps=_steps(field),
        line_height=field.line_height / field.size,
        baseline=field.baseline / field.size,
        align=field.align,
        rtl=field.rtl,
        language=field.language,
        colour=field.colour,
    )


def _steps(field: Field) -> tuple[press.Step, ...]:
    """The steps of data-steps ("25/1 14/2": points, lines); else the size as laid out, one line."""
    parts = [part.partition("/") for part in field.steps.split()]
    steps = tuple(press.Step(float(points), int(lines or 1)) for points, _, lines in parts)
    return steps or (press.Step(field.size),)


def _filled(paper: Paper, fields: Mapping[str, str], latin: str, local: str, sign: str) -> Paper:
    """The paper with specimen texts in all fields that it has; numbers keep their length."""
    payload = paper.payload
    second = paper.second.language
    rank = {"en": latin} if "rank" in fields else {}
    if "local_rank" in fields:
        rank[second] = _local(fields["local_rank"], local)
    holder = payload.holder.model_copy(
        update={
            "name": latin,
            "local_name": _local(payload.holder.local_name, local) if paper.bilingual else "",
            "rank": rank,
            "agency": {},
        }
    )
    day = datetime.combine(payload.issued_at.astimezone(UTC).date(), time(), UTC)
    changes = {
        "holder": holder,
        "serial": _SIGNS.sub(sign, payload.serial),
        "issued_at": day,
        "supersedes": _SIGNS.sub(sign, payload.supersedes) if payload.supersedes else None,
    }
    base = paper.address.partition("/v/")[0]
    return replace(
        paper,
        payload=payload.model_copy(update=changes),
        code=sign * len(paper.code),
        address=f"{base}/v/{_TOKEN}",
    )


def _local(text: str, nastaliq: str) -> str:
    """A text in the style, Nastaliq or Naskh, that the text of a paper would be set in."""
    return nastaliq if local_style(text) != NASKH else _naskh_text()


@cache
def _naskh_text() -> str:
    found = [sign for sign in _ONLY_IN_NASKH if local_style(sign) == NASKH]
    if not found:
        raise NotFixed("No letter is known that Naskh alone has.")
    return found[0]
