"""Puts a payload, its code and its address into the print template: HTML, nothing else."""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from lms.certificates.printing import fit
from lms.certificates.printing.glyphs import local_style
from lms.certificates.printing.wording import (
    FIRST_LANGUAGE,
    SECOND_LANGUAGE,
    Wording,
    backing,
    certified,
    in_language,
    plain_in_language,
)
from lms.designs import shipped
from lms.designs.drawing import DrawnDesign
from lms.designs.enums import PageSize, Part
from lms.engines.credentials import codes, qr
from lms.engines.credentials.payload import PaperKind, Payload, Signatory

QR_WIDTH_MM = 32.8  # the whole drawing with its white border
CARD_QR_WIDTH_MM = 27.0
_EMPTY: dict[str, str] = dict.fromkeys(
    (
        *("key", "field", "css", "language", "direction", "issuer", "issuer_place", "title"),
        *("intro", "name", "name_css", "name_steps", "rank", "rank_css", "rank_steps"),
        "certified",
    ),
    "",
)


@dataclass(frozen=True)
class Paper:
    """One certificate to be printed: the frozen payload, its typing code and its QR address."""

    payload: Payload
    code: str
    address: str
    preview: bool = False
    design: DrawnDesign = field(default_factory=lambda: shipped.drawn(shipped.OFFICIAL))

    @property
    def key(self) -> str:
        """What decides how it looks, as a hash: two papers with one key are alike."""
        said = (self.payload.model_dump_json(), self.code, self.address, self.preview)
        return hashlib.sha256(repr((*said, self.design.hash)).encode()).hexdigest()

    @property
    def bilingual(self) -> bool:
        """Whether the paper has a second column; without a local name it has not."""
        return bool(self.payload.holder.local_name) and self.shows(Part.LOCAL)

    def shows(self, part: Part) -> bool:
        """Whether the design shows this part."""
        return part not in self.design.source.options.hidden

    @property
    def latin(self) -> Wording:
        """The design's texts in the first language."""
        return Wording.of(FIRST_LANGUAGE, self.design.source.wording)

    @property
    def second(self) -> Wording:
        """The design's texts in the holder's language."""
        language = self.payload.holder.local_language or SECOND_LANGUAGE
        return Wording.of(language, self.design.source.wording)


@dataclass(frozen=True)
class _Side:
    key: str
    field: str
    css: str
    language: str
    direction: str
    issuer: Markup
    issuer_place: Markup
    title: Markup
    intro: Markup
    name: str
    name_css: str
    name_steps: str
    rank: str
    rank_css: str
    rank_steps: str
    certified: Markup


@dataclass(frozen=True)
class _Line:
    office: Markup
    organisation: Markup
    how: Markup
    label: str
    local_office: Markup
    local_how: Markup
    local_label: str


def to_html(paper: Paper) -> str:
    """The page of a paper, to be read by lms.core.pdf with the design's folder as base.

    Raises lms.designs.drawing.DesignFault where the design cannot be drawn.
    """
    return paper.design.html(values(paper))


def values(paper: Paper) -> dict[str, Any]:
    """What a design may write: the typed fields of lms.designs.rules.fields."""
    payload, latin, second = paper.payload, paper.latin, paper.second
    options = paper.design.source.options
    sides = [_side(paper, latin, "latin", payload.holder.name)]
    if paper.bilingual:
        sides.append(_side(paper, second, "local", payload.holder.local_name))
    width, height = options.size
    card = options.page is PageSize.CARD
    return {
        "title": title_of(paper),
        "created": payload.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "serial": payload.serial,
        "latin": {"issuer": in_language(payload.issuer.name, latin), **_numbers(paper, latin)},
        "second": _numbers(paper, second),
        "local": paper.bilingual,
        "sides": sides,
        "first": sides[0],
        "other": sides[1] if len(sides) > 1 else _EMPTY,
        "signatories": [_line(place, paper) for place in range(len(payload.signatories))],
        "emblems": [
            {"src": emblem.file, "place": emblem.place.value, "alt": emblem.alt}
            for emblem in options.emblems
        ],
        "qr": qr.draw(paper.address),
        "qr_width": CARD_QR_WIDTH_MM if card else QR_WIDTH_MM,
        "backing": backing(payload, latin) if paper.shows(Part.BACKING) else "",
        "replaces": _replaces(payload, latin),
        "code": codes.grouped(paper.code),
        "verify_address": _verify_address(paper.address) if paper.shows(Part.ADDRESS) else "",
        "page": {"width": width, "height": height, "name": options.page.value},
        "show": {part.value: paper.shows(part) for part in Part},
    }


def _numbers(paper: Paper, wording: Wording) -> dict[str, str | Markup]:
    payload = paper.payload
    return {
        "issued": wording.issued(payload.issued_at.date()),
        "expires": wording.expires(payload.expires_on) if payload.expires_on else "",
        "warning": _warning(paper, wording),
        "serial": wording.texts["serial"],
        "code": wording.texts["code"],
    }


def title_of(paper: Paper) -> str:
    """What the file says of itself: kind and serial."""
    return f"{paper.latin.texts[f'title_{paper.payload.kind.value}']} {paper.payload.serial}"


def fields(paper: Paper) -> dict[str, str]:
    """The texts that differ from holder to holder, by the template's data-field; no field for what
    this paper lacks. `qr` is the text of the code."""
    payload = paper.payload
    latin = paper.latin
    found = {
        "name": payload.holder.name,
        "rank": _rank(paper, latin),
        "serial": payload.serial,
        "code": codes.grouped(paper.code),
        "qr": paper.address,
        "supersedes": _replaces(payload, latin),
    }
    if paper.bilingual:
        found["local_name"] = payload.holder.local_name
        found["local_rank"] = _rank(paper, paper.second)
    return {name: text for name, text in found.items() if text}


def _rank(paper: Paper, wording: Wording) -> str:
    """Rank and agency as one line."""
    if not paper.shows(Part.RANK):
        return ""
    texts = (paper.payload.holder.rank, paper.payload.holder.agency)
    said = [plain_in_language(text, wording) for text in texts if text]
    return wording.texts["comma"].join(part for part in said if part)


def _replaces(payload: Payload, wording: Wording) -> str:
    return str(wording.say("replaces", serial=payload.supersedes)) if payload.supersedes else ""


def _side(paper: Paper, wording: Wording, key: str, name: str) -> _Side:
    payload, issuer = paper.payload, paper.shows(Part.ISSUER)
    rank = _rank(paper, wording)
    appreciation = payload.kind is PaperKind.APPRECIATION
    return _Side(
        key=key,
        field="" if key == "latin" else "local_",
        css=key,
        language=wording.language,
        direction="ltr" if key == "latin" else "rtl",
        issuer=in_language(payload.issuer.name, wording) if issuer else Markup(""),
        issuer_place=escape(payload.issuer.place.get(wording.language, ""))
        if issuer
        else escape(""),
        title=escape(wording.texts[f"title_{payload.kind.value}"]),
        intro=escape(wording.texts["intro_appreciation" if appreciation else "intro"]),
        name=name,
        name_css="" if key == "latin" else local_style(name),
        name_steps=fit.written(fit.NAME[key]),
        rank=rank,
        rank_css="" if key == "latin" else local_style(rank),
        rank_steps=fit.written(fit.RANK[key]),
        certified=certified(payload, wording),
    )


def _line(place: int, paper: Paper) -> _Line:
    payload, latin, second = paper.payload, paper.latin, paper.second
    signatory: Signatory = payload.signatories[place]
    how = "ink"
    if signatory.sealed:
        how = "sealed_demonstration" if payload.demonstration else "sealed"
    local = signatory.office.get(second.language, "") if paper.bilingual else ""
    labels = paper.design.source.options.labels
    label = labels[place] if place < len(labels) else {}
    return _Line(
        office=in_language(signatory.office, latin),
        organisation=in_language(signatory.organisation, latin),
        how=escape(latin.texts[how]),
        label=label.get(latin.language, ""),
        local_office=escape(local),
        local_how=escape(second.texts[how]),
        local_label=label.get(second.language, ""),
    )


def _warning(paper: Paper, wording: Wording) -> str:
    """The band over papers that prove nothing: previews, and all papers of a demonstration."""
    if paper.payload.demonstration:
        return wording.texts["demonstration"]
    return wording.texts["preview"] if paper.preview else ""


def _verify_address(address: str) -> str:
    """Where serial and code are typed in: the page /verify beside the QR code's address."""
    parts = urlsplit(address)
    path = parts.path.rsplit("/v/", 1)[0]
    return f"{parts.scheme}://{parts.netloc}{path}/verify"
