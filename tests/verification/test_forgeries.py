"""R21: mutated files and statements, swapped content, old keys, guessed tokens: none is accepted.

The short forms are samples; `make faults ARGS="-k forgeries"` runs 10,000 mutants of certificates,
10,000 of statements and a million guessed tokens.
"""

import base64
import random
import re
from collections.abc import Callable, Iterator, Sequence

import cbor2
import pytest

from lms.certificates.models import Certificate
from lms.certificates.queries.verify import by_token
from lms.certificates.services import sealing
from lms.core import files
from lms.core.db import db
from lms.core.settings import settings
from lms.engines.credentials import commitment, statement
from lms.engines.credentials.payload import canonical
from lms.engines.credentials.statement import NotAStatement, Pinned
from lms.signing import authority
from lms.signing.validate import check_seal, read_roots
from lms.verification import checking
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_earned_session
from tests.factories.papers import make_payload
from tests.support.apps import TestApp
from tests.verification.support import KEY, LINK, LOOK_ALIKE, judged, stated
from tests.verification.test_judge import file_with, registered

LONG = pytest.mark.faults_long
TOKEN_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.fixture(scope="module")
def issued(test_apps: Callable[[str], TestApp]) -> Iterator[Sequence[Certificate]]:
    """Three certificates from the whole pipeline."""
    app = test_apps("sqlite").fresh()
    with app.app_context():
        yield issue_all(make_earned_session([make_agency()], 3))
        db.session.rollback()


def bytes_of(row: Certificate) -> bytes:
    assert row.file_id is not None
    return files.read(row.file_id)


# --- certificates ---


def contents(data: bytes) -> list[range]:
    """Where the signatures' own bytes stand: no signature can cover itself."""
    return [range(*found.span()) for found in re.finditer(rb"/Contents\s*<[0-9A-Fa-f]+>", data)]


def mutant(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Bits flipped, parts cut out, put in, doubled, taken from another certificate, or cut off."""
    at, length = chance.randrange(len(data)), chance.choice([1, 1, 2, 16, 500])
    changed = bytearray(data)
    match chance.randrange(7):
        case 0 | 1:
            changed[at] ^= 1 << chance.randrange(8)
        case 2:
            del changed[at : at + length]
        case 3:
            changed[at:at] = chance.randbytes(length)
        case 4:
            changed[at : at + length] = other[at : at + length]
        case 5:
            changed = changed[:at]
        case 6:
            changed += chance.choice([b"\n", b" ", data[at:], other])
    return bytes(changed)


@pytest.mark.parametrize("mutants", [40, pytest.param(10_000, marks=LONG)])
def test_no_mutated_certificate_is_accepted(issued: Sequence[Certificate], mutants: int) -> None:
    """By the register and by the strict validator, each alone."""
    chance, accepted, unseen = random.Random(21), [], 0
    originals = [bytes_of(row) for row in issued]
    roots = sealing.roots()
    for number in range(mutants):
        data, other = chance.sample(originals, 2)
        forged = mutant(data, other, chance)
        if forged == data:
            continue
        if checking.by_file(forged).verdict == "valid":
            accepted.append((number, "register"))
        if check_seal(forged, roots).valid:
            # the hex digits of a signature may be written otherwise: the register finds that
            same = [data[: spot.start] for spot in contents(data)] == [
                forged[: spot.start] for spot in contents(forged)
            ]
            unseen += same
            if not same:
                accepted.append((number, "validator"))
    print(f"\n{mutants} mutated files: {len(accepted)} accepted; signatures rewritten: {unseen}")
    assert accepted == []
    assert all(checking.file("own", data).verdict == "valid" for data in originals)


def test_parts_of_two_certificates_make_no_third(issued: Sequence[Certificate]) -> None:
    one, two = (bytes_of(row) for row in issued[:2])
    spots = [(list(contents(data))) for data in (one, two)]
    taken = bytearray(one)
    for mine, theirs in zip(*spots, strict=True):
        text = two[theirs.start : theirs.stop]
        taken[mine.start : mine.stop] = text[: len(mine)].ljust(len(mine), b"0")
    for forged in (bytes(taken), one + two, one[: len(one) // 2] + two[len(two) // 2 :]):
        assert checking.file("forged", forged).verdict != "valid"
        assert not check_seal(forged, sealing.roots()).valid


def test_seals_of_other_offices_are_not_trusted(issued: Sequence[Certificate]) -> None:
    """Offices of the same names with other keys; so a root that was taken away is not, either."""
    others = settings().data / "others"
    for office in (authority.own(others), authority.second(others)):
        authority.make(
            office,
            organisation="Test Academy",
            root_name="Test root",
            seal_name="Test seal",
            passphrase=None,
            since=authority.DEMONSTRATION_SINCE,
        )
    foreign = read_roots([authority.own(others).root, authority.second(others).root])
    assert not check_seal(bytes_of(issued[0]), foreign).valid
    assert check_seal(bytes_of(issued[0]), sealing.roots()).valid


# --- content with its proof, for the offline verifier ---


@pytest.mark.parametrize("mutants", [150, pytest.param(2_000, marks=LONG)])
def test_no_mutated_content_or_proof_is_accepted_offline(mutants: int) -> None:
    chance = random.Random(22)
    content, proof = registered()
    opening = commitment.read_opening(content.encode())
    forged = []
    while len(forged) < mutants:
        text, other = chance.choice([(content, ""), (proof, content)])
        places = [place for place, sign in enumerate(text) if sign.isascii() and sign.isalnum()]
        at = chance.choice(places[:-8])
        changed = text[:at] + chance.choice("abcXYZ0189") + text[at + 1 :]
        if changed == text or (not other and same_opening(changed, opening)):
            continue
        forged.append(file_with(other, changed) if other else file_with(changed, proof))
    for name in ("Somebody Else", "Tabassum Rani Chandia"):
        swapped = commitment.Opening(canonical(make_payload(name=name)), opening.salt)
        forged.append(file_with(commitment.write_opening(swapped).decode(), proof))
    answers = judged(files=[*forged, file_with(content, proof)])["files"]
    assert answers.pop()["verdict"] == "valid"
    assert "valid" not in {one["verdict"] for one in answers}


def same_opening(text: str, opening: commitment.Opening) -> bool:
    try:
        return commitment.read_opening(text.encode()) == opening
    except ValueError:
        return False


# --- statements ---


def raw_of(digits: str) -> bytes:
    return int(digits).to_bytes((int(digits).bit_length() + 7) // 8)


def mutated_statement(good: Sequence[str], chance: random.Random) -> str:
    digits = chance.choice(good)
    raw = bytearray(raw_of(digits))
    at = chance.randrange(len(raw))
    match chance.randrange(6):
        case 0 | 1:
            for _ in range(chance.choice((1, 1, 2, 5))):
                raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        case 2:
            del raw[at : at + chance.randrange(1, 20)]
        case 3:
            raw[at:at] = chance.randbytes(chance.randrange(1, 20))
        case 4:
            place = chance.randrange(len(digits))
            return digits[:place] + chance.choice("0123456789") + digits[place + 1 :]
        case 5:  # one statement's content under another's signature
            parts = [list(cbor2.loads(raw_of(one)).value) for one in chance.sample(good, 2)]
            parts[0][chance.choice([2, 3])] = parts[1][chance.choice([2, 3])]
            raw = bytearray(cbor2.dumps(cbor2.CBORTag(18, parts[0]), canonical=True))
    return str(int.from_bytes(raw))


@pytest.mark.parametrize("mutants", [400, pytest.param(10_000, marks=LONG)])
def test_no_mutated_statement_is_accepted_by_either_program(mutants: int) -> None:
    chance = random.Random(23)
    good = [stated(f"DGTR-2026-{number:04d}", name=f"Person {number}") for number in range(1, 5)]
    pinned = Pinned([KEY.public_key()])
    forged: set[str] = set()
    while len(forged) < mutants:
        forged.add(mutated_statement(good, chance))
        forged -= set(good)
    read = [text for text in forged if is_read(text, pinned)]
    assert read == []
    answers = judged(texts=[f"{LINK}#{text}" for text in [*forged, good[0]]])["texts"]
    assert answers.pop()["verdict"] == "valid"
    assert {one["verdict"] for one in answers} <= {"changed", "unknown_key", "unreadable"}


def is_read(text: str, pinned: Pinned) -> bool:
    try:
        statement.read(text, pinned)
    except NotAStatement:
        return False
    return True


def test_an_old_key_is_believed_as_long_as_it_is_pinned() -> None:
    old = stated(key=LOOK_ALIKE)
    assert is_read(old, Pinned([KEY.public_key(), LOOK_ALIKE.public_key()]))
    assert not is_read(old, Pinned([KEY.public_key()]))
    (answer,) = judged(texts=[f"{LINK}#{old}"])["texts"]
    assert answer["verdict"] == "unknown_key"


# --- tokens ---


def guesses(real: Sequence[str], number: int, chance: random.Random) -> Iterator[str]:
    """Tokens of the right form, one in ten of them a sign away from a real one."""
    for place in range(number):
        if place % 10:
            yield base64.urlsafe_b64encode(chance.randbytes(16)).rstrip(b"=").decode()
            continue
        token, at = chance.choice(real), chance.randrange(22)
        sign = chance.choice(TOKEN_SIGNS.replace(token[at], ""))
        yield token[:at] + sign + token[at + 1 :]


@pytest.mark.parametrize("tries", [2_000, pytest.param(1_000_000, marks=LONG)])
def test_no_guessed_token_hits(issued: Sequence[Certificate], tries: int) -> None:
    real = [row.token for row in issued]
    assert all(by_token(token).verdict == "valid" for token in real)
    chance = random.Random(24)
    hits = [one for one in guesses(real, tries, chance) if by_token(one).verdict != "unknown"]
    assert hits == []
