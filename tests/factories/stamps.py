"""Time stamps for tests, and files that bear them."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from lms.core.ids import new_id
from lms.engines.credentials import commitment
from lms.engines.credentials.payload import canonical
from lms.engines.press import Terms, Tokens
from lms.signing import authority, validate
from lms.signing.port import OfficeKey
from tests.factories.papers import make_paper

TERMS = Terms("2.25.300821934751604129", 1)


class Direct:
    """An authority without a process of its own, by the machine's clock."""

    def __init__(self, key: OfficeKey) -> None:
        self._key, self.tokens = key, Tokens([key.certificate.dump()], TERMS)
        self.most = self.tokens.most

    def make(self, imprint: bytes) -> bytes:
        serial = new_id().int
        return self.tokens.make(imprint, self._key.sign, serial=serial, moment=datetime.now(UTC))

    def check(self, token: bytes, imprint: bytes) -> None:
        self.tokens.check(token, imprint)


def opening() -> commitment.Opening:
    return commitment.Opening(canonical(make_paper().payload), bytes(32))


def check(file: bytes, data: Path, *, stamps: bool = True) -> validate.SealReport:
    offices = [authority.demonstration(data).root, authority.demonstration_second(data).root]
    trusted = [authority.demonstration_stamps(data).root] if stamps else []
    return validate.check_seal(
        file, validate.read_roots(offices), stamp_roots=validate.read_roots(trusted)
    )


def says(*command: str | Path) -> str:
    program = shutil.which(str(command[0]))
    assert program, f"{command[0]} is missing: run make setup-test."
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
