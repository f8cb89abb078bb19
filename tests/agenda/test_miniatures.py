"""Small pictures of the papers: every item of the poster is in it, and Urdu is turned round."""

from lms.agenda.printing.miniature import HEIGHT, WIDE, miniatures
from tests.factories.agenda_papers import agenda, many


def test_every_item_of_the_poster_is_drawn_inside_the_sheet() -> None:
    for of in (agenda(), agenda(many(3, 30))):
        poster = miniatures(of, right_to_left=False)["poster"]
        items = [one for one in poster.shapes if one.kind != "ink"]
        assert len(items) == len(of.items)
        for one in poster.shapes:
            assert 0 <= one.x <= one.x + one.width <= WIDE
            assert 0 <= one.y <= one.y + one.height <= HEIGHT
            assert one.width > 0 and one.height > 0


def test_rows_of_a_day_stay_on_the_page() -> None:
    drawn = miniatures(agenda(many(1, 40), days=1), right_to_left=False)
    assert len(drawn["days"].shapes) == 41
    assert max(one.y + one.height for one in drawn["days"].shapes) <= HEIGHT


def test_urdu_is_the_mirror() -> None:
    left = miniatures(agenda(), right_to_left=False)["poster"]
    right = miniatures(agenda(), right_to_left=True)["poster"]
    for one, other in zip(left.shapes, right.shapes, strict=True):
        assert round(one.x + one.width + other.x, 1) == WIDE
        assert (one.y, one.height, one.kind) == (other.y, other.height, other.kind)


def test_an_empty_agenda_has_empty_papers() -> None:
    drawn = miniatures(agenda([]), right_to_left=False)
    assert {name: len(one.shapes) for name, one in drawn.items()} == {
        "days": 1,
        "poster": 1,
        "doors": 1,
        "trainers": 1,
    }
