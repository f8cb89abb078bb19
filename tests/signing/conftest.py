"""Keys of a demonstration, and a file signed with them at level B-T."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from lms.certificates.printing.fast import Press
from lms.signing import authority
from lms.signing.keys import open_key
from lms.signing.port import OfficeKey
from tests.factories.papers import make_paper
from tests.factories.stamps import Direct, opening


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def place(data: Path) -> authority.Authority:
    return authority.demonstration_stamps(data)


@pytest.fixture(scope="module")
def keys(data: Path) -> list[OfficeKey]:
    offices = [authority.demonstration(data), authority.demonstration_second(data)]
    return [open_key(one) for one in offices]


@pytest.fixture(scope="module")
def stamped(place: authority.Authority, keys: list[OfficeKey]) -> bytes:
    stamp = Direct(open_key(place))
    moment = datetime.now(UTC)
    return Press().make(make_paper(), opening(), (), keys, moment=moment, stamp=stamp)
