"""The board of very many nominations: as many queries as of few, and pages of cards."""

from collections.abc import Callable

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.many_nominations import make_many
from tests.support.apps import QueryCount

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


def test_as_many_queries_for_two_thousand_as_for_forty(
    app: Flask,
    client: FlaskClient,
    signed_in: SignedIn,
    count_queries: Callable[[], QueryCount],
) -> None:
    agencies = [make_agency(f"Agency {number}") for number in range(1, 5)]
    organiser = make_person("Omar", "Siddiqui")
    paths = [
        f"/sessions/{make_many(size, agencies, organiser).slug}/nominations" for size in (40, 2000)
    ]
    signed_in(client, organiser)
    counts = []
    for path in paths:
        client.get(path)
        with count_queries() as counted:
            page = client.get(path)
        counts.append(int(counted))
    assert counts[0] == counts[1] <= 16
    board = BeautifulSoup(page.text, "lxml")
    assert [len(lane.select(".p")) for lane in board.select(".lane")] == [25, 20, 25, 25]
    [more] = board.select("#lane-waiting .more a")
    assert more.text == "223 more"
    second = BeautifulSoup(client.get(str(more["href"])).text, "lxml")
    assert [a.text for a in second.select("#lane-waiting .more a")] == ["Back", "198 more"]
    assert second.select("#lane-waiting .pick")[0].text.strip() == "26"
