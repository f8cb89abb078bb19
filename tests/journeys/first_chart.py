"""The warm-up chart solved: what stands in its reports, for every way of drawing it."""

from dataclasses import dataclass

from playwright.sync_api import expect

from tests.journeys.person import Somebody

CHART = "/sessions/karachi-2019/exercises/first-chart/"
# in this order they stand in the matrix
ENTITIES = (
    ("Halvo Drenn", "person"),
    ("Oskin Brale", "person"),
    ("Murrowby Fish Ltd", "organisation"),
    ("+999 120 0177", "phone"),
    ("ZZ-2046-B", "vehicle"),
    ("Hut 3", "place"),
)
NAMED_IN = ("R01", "R02", "R01", "R02", "R02", "R03")


@dataclass(frozen=True)
class Link:
    """A line of the key: its ends by their places in ENTITIES, and the words that state it."""

    source: int
    target: int
    kind: str
    strength: str
    report: str
    words: str


LINKS = (
    Link(0, 1, "tasks", "unconfirmed", "R04", "heard the order"),
    Link(0, 2, "directs", "confirmed", "R01", "has been the only director"),
    Link(1, 3, "uses", "confirmed", "R02", "uses a telephone"),
    Link(1, 4, "drives", "confirmed", "R02", "was driving the van"),
    Link(2, 4, "owns", "confirmed", "R03", "is owned by"),
    Link(2, 5, "leases", "confirmed", "R03", "has leased"),
)


def sees_all_found(one: Somebody) -> None:
    """The page of the mark: 100, and every line of the key is found."""
    expect(one.page.locator(".big")).to_contain_text(one.words.number(100))
    found = one.page.locator("ol.ml li[data-outcome=found]")
    expect(found).to_have_count(len(ENTITIES) + len(LINKS))
