"""The part of FollowTheMoney's published schema that a chart needs: names only, nothing of its
code. The names stand in releases 3.8 and 4.11 alike."""

from dataclasses import dataclass

from lms.engines.folding import fold
from lms.engines.linkchart.model import Link

LEGAL = frozenset(("Person", "Organization"))
ASSETS = frozenset(("BankAccount", "Vehicle", "Vessel", "Airplane", "RealEstate"))
PERSON, FIRM = frozenset(("Person",)), frozenset(("Organization",))


@dataclass(frozen=True)
class EdgeSchema:
    """A schema that joins two entities: the properties of its ends and what these may be, the
    property that says how, and words of link types that mean it."""

    name: str
    source: str
    sources: frozenset[str]
    target: str
    targets: frozenset[str]
    role: str
    words: frozenset[str]


def _edge(
    name: str,
    source: tuple[str, frozenset[str]],
    target: tuple[str, frozenset[str]],
    role: str,
    words: str,
) -> EdgeSchema:
    return EdgeSchema(name, *source, *target, role, frozenset(words.split()))


EDGES = (
    _edge("Ownership", ("owner", LEGAL), ("asset", ASSETS), "role",
          "own owns owned owner hold holds holder beneficial shareholder"),
    _edge("Directorship", ("director", LEGAL), ("organization", FIRM), "role",
          "direct directs director manages manager runs control controls officer chairs secretary"),
    _edge("Employment", ("employee", PERSON), ("employer", FIRM), "role",
          "employed employee work works worker staff"),
    _edge("Membership", ("member", LEGAL), ("organization", FIRM), "role",
          "member belongs membership"),
    _edge("Family", ("person", PERSON), ("relative", PERSON), "relationship",
          "family married spouse brother sister parent father mother child son daughter cousin "
          "relative sibling"),
    _edge("Associate", ("person", PERSON), ("associate", PERSON), "relationship",
          "associate associates knows met meets friend tasks recruited contact"),
    _edge("Payment", ("payer", LEGAL), ("beneficiary", LEGAL), "purpose",
          "pay pays paid payment transfer transfers transferred"),
)  # fmt: skip
ANY = EdgeSchema("UnknownLink", "subject", frozenset(), "object", frozenset(), "role", frozenset())
# what a label fills beside `name`, and what an identity fills
LABELS = {
    "BankAccount": ("accountNumber",),
    "UserAccount": ("username",),
    "Vehicle": ("registrationNumber",),
    "Document": ("fileName", "title"),
    "Address": ("full",),
}
IDENTITIES = {
    "Person": "idNumber",
    "Organization": "registrationNumber",
    "Vehicle": "registrationNumber",
    "Vessel": "registrationNumber",
    "Airplane": "registrationNumber",
    "RealEstate": "registrationNumber",
    "BankAccount": "accountNumber",
}


def edge_schema(link: Link, source: str, target: str) -> EdgeSchema:
    """The schema that a link's words mean and its ends allow; any two things may be joined by the
    last one."""
    words = set(fold(f"{link.type} {link.label}").split())
    for edge in EDGES:
        if source in edge.sources and target in edge.targets and words & edge.words:
            return edge
    return ANY
