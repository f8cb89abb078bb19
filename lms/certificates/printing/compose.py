"""Puts a payload, its code and its address into the print template: HTML, nothing else."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from lms.certificates.printing import template
from lms.certificates.printing.glyphs import local_style
from lms.certificates.printing.wording import (
    FIRST_LANGUAGE,
    SECOND_LANGUAGE,
    Wording,
    backing,
    certified,
    in_language,
)
from lms.core import papers
from lms.engines.credentials import codes, qr
from lms.engines.credentials.payload import Payload, Signatory

QR_WIDTH_MM = 27.0


@dataclass(frozen=True)
class Paper:
    """One certificate to be printed: the frozen payload, its typing code and its QR address."""

    payload: Payload
    code: str
    address: str
    preview: bool = False

    @property
    def bilingual(self) -> bool:
        """Whether the paper has a second column; without a local name it has not."""
        return bool(self.payload.holder.local_name)

    @property
    def local_offices(self) -> list[bool]:
        """For each signatory, whether the office stands in the second language, too."""
        second = Wording.of(self.payload.holder.local_language or SECOND_LANGUAGE).language
        return [
            self.bilingual and bool(signatory.office.get(second))
            for signatory in self.payload.signatories
        ]


@dataclass(frozen=True)
class _Side:
    key: str
    css: str
    language: str
    direction: str
    issuer: Markup
    issuer_place: Markup
    title: Markup
    intro: Markup
    name: str
    name_css: str
    rank: Markup
    certified: Markup


@dataclass(frozen=True)
class _Line:
    office: Markup
    organisation: Markup
    how: Markup
    local_office: Markup
    local_how: Markup


def to_html(paper: Paper) -> str:
    """The page of a paper, to be read by lms.core.pdf with the template's folder as base."""
    payload = paper.payload
    latin = Wording.of(FIRST_LANGUAGE)
    second = Wording.of(payload.holder.local_language or SECOND_LANGUAGE)
    sides = [_side(payload, latin, "latin", payload.holder.name)]
    if paper.bilingual:
        sides.append(_side(payload, second, "local", payload.holder.local_name))
    drawn = qr.draw(paper.address)
    return (
        papers.environment(template.FOLDER)
        .get_template("official.html")
        .render(
            payload=payload,
            title=f"{latin.texts['title_' + payload.kind.value]} {payload.serial}",
            created=payload.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            latin={
                "issuer": in_language(payload.issuer.name, latin),
                "issued": latin.issued(payload.issued_at.date()),
                "warning": _warning(paper, latin),
                "serial": latin.texts["serial"],
                "code": latin.texts["code"],
            },
            second={"warning": _warning(paper, second)},
            local=paper.bilingual,
            sides=sides,
            signatories=[_line(item, payload, latin, second) for item in payload.signatories],
            qr=drawn,
            qr_width=drawn.width(QR_WIDTH_MM),
            backing=backing(payload, latin),
            replaces=latin.say("replaces", serial=payload.supersedes) if payload.supersedes else "",
            code=codes.grouped(paper.code),
            verify_address=_verify_address(paper.address),
        )
    )


def _side(payload: Payload, wording: Wording, key: str, name: str) -> _Side:
    holder = payload.holder
    rank = [in_language(text, wording) for text in (holder.rank, holder.agency) if text]
    return _Side(
        key=key,
        css=key,
        language=wording.language,
        direction="ltr" if key == "latin" else "rtl",
        issuer=in_language(payload.issuer.name, wording),
        issuer_place=escape(payload.issuer.place.get(wording.language, "")),
        title=escape(wording.texts[f"title_{payload.kind.value}"]),
        intro=escape(wording.texts["intro"]),
        name=name,
        name_css="" if key == "latin" else local_style(name),
        rank=escape(wording.texts["comma"]).join(part for part in rank if part),
        certified=certified(payload, wording),
    )


def _line(signatory: Signatory, payload: Payload, latin: Wording, second: Wording) -> _Line:
    how = "ink"
    if signatory.sealed:
        how = "sealed_demonstration" if payload.demonstration else "sealed"
    local = signatory.office.get(second.language, "") if payload.holder.local_name else ""
    return _Line(
        office=in_language(signatory.office, latin),
        organisation=in_language(signatory.organisation, latin),
        how=escape(latin.texts[how]),
        local_office=escape(local),
        local_how=escape(second.texts[how]),
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
