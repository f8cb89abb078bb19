import pytest

from lms.engines.credentials import qr


def test_address_of_a_token() -> None:
    assert qr.verification_url("https://lms.example.org/", "abc") == "https://lms.example.org/v/abc"


def test_path_draws_every_dark_module_once() -> None:
    text = "https://lms.example.org/v/0123456789012345678901"
    code, matrix = qr.draw(text), qr.modules_of(text)
    drawn = [[0] * code.size for _ in range(code.size)]
    for run in code.path.strip("M").split("M"):
        place, length = run.split("h")[0], int(run.split("h")[1].split("v")[0])
        column, row = (int(number) for number in place.split())
        for step in range(length):
            drawn[row][column + step] += 1
    assert drawn == [list(row) for row in matrix]


def test_two_libraries_draw_the_same_code() -> None:
    text = "https://lms.example.org/v/hQ3k_-2fAbCdEfGhIjKlMn#" + "3141592653589793" * 26
    ours = [list(row) for row in qr.modules_of(text)]
    assert ours in [[list(row) for row in qr.modules_of(text, mask=mask)] for mask in range(8)]


def test_quiet_border_is_outside_the_code() -> None:
    code = qr.draw("x")
    assert code.size == 21
    assert code.view_box == "-4 -4 29 29"
    assert code.width(21.0) == 29.0


@pytest.mark.parametrize(
    ("token", "may_be"),
    [
        ("hQ3k_-2fAbCdEfGhIjKlMn", True),
        ("", False),
        ("../../etc/passwd", False),
        ("ä" * 22, False),
    ],
)
def test_shape_of_tokens(token: str, may_be: bool) -> None:
    assert qr.looks_like_token(token) is may_be
