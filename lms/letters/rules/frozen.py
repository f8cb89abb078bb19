"""A letter as it was written: everything that stands on the paper, kept in one JSON value.

Private addresses, by which the recipient answers, are kept beside the text: a copy for the
agency's office has the text without them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from lms.letters.enums import Layout, LetterKind
from lms.letters.rules.filling import fill
from lms.letters.rules.variables import LINKS

SCHEMA = 1


@dataclass(frozen=True)
class Side:
    """The letter in one language. `body` is Markdown with its values."""

    subject: str
    body: str
    host: str
    organised_by: str
    dated: str
    to: Sequence[str]
    signed: Sequence[str]
    copy_to: Sequence[str] = ()


@dataclass(frozen=True)
class Frozen:
    """A whole letter. `name` is the recipient's, for lists; `address` an e-mail address."""

    kind: LetterKind
    reference: str
    languages: Sequence[str]
    sides: Mapping[str, Side]
    name: str
    layout: Layout = Layout.AFTER
    address: str | None = None
    language: str = "en"  # of the mail
    written: str = ""  # ISO moment
    links: Mapping[str, str] = field(default_factory=dict)
    drawn: frozenset[str] = frozenset()  # addresses that stand on the paper as a picture, too

    @property
    def private(self) -> bool:
        """Whether the letter holds an address that is the recipient's alone."""
        return bool(self.links)

    def whole(self) -> "Frozen":
        """The letter as the recipient has it, with the private addresses."""
        whole = self._filled(dict.fromkeys(self.languages, self.links))
        return replace(whole, drawn=frozenset(self.links.values()))

    def copy(self, instead: Mapping[str, str]) -> "Frozen":
        """The letter as others have it: words of its language stand for private addresses."""
        return self._filled({one: dict.fromkeys(LINKS, instead[one]) for one in self.languages})

    def _filled(self, links: Mapping[str, Mapping[str, str]]) -> "Frozen":
        sides = {
            one: replace(side, body=fill(side.body, links[one], markdown=True))
            for one, side in self.sides.items()
        }
        return replace(self, sides=sides, links={})

    def to_json(self) -> dict[str, Any]:
        """The value that is kept; `of_json` gives the same letter."""
        return {
            "schema": SCHEMA,
            "kind": self.kind.value,
            "reference": self.reference,
            "languages": list(self.languages),
            "layout": self.layout.value,
            "subject": {one: side.subject for one, side in self.sides.items()},
            "body": {one: side.body for one, side in self.sides.items()},
            "paper": {
                one: {
                    key: list(value) if not isinstance(value, str) else value
                    for key, value in asdict(side).items()
                    if key not in {"subject", "body"}
                }
                for one, side in self.sides.items()
            },
            "to": {"name": self.name, "address": self.address, "language": self.language},
            "written": self.written,
            "links": dict(self.links),
        }


def of_json(body: Mapping[str, Any]) -> Frozen:
    """The letter from the value that is kept."""
    return Frozen(
        kind=LetterKind(body["kind"]),
        reference=body["reference"],
        languages=tuple(body["languages"]),
        sides={
            one: Side(subject=body["subject"][one], body=body["body"][one], **body["paper"][one])
            for one in body["languages"]
        },
        name=body["to"]["name"],
        layout=Layout(body["layout"]),
        address=body["to"]["address"],
        language=body["to"]["language"],
        written=body["written"],
        links=body["links"],
    )
