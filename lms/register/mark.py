"""The mark beside the database: the newest head that this installation has signed.

A database that is put back to an earlier state does not know its later heads; the mark does. It
is a file in the data folder, written once a head's transaction is over.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from lms.core.settings import Settings


@dataclass(frozen=True)
class Mark:
    """Origin, size and root (in hex) of a head."""

    origin: str
    size: int
    root: str


def _file(settings: Settings) -> Path:
    return settings.data / "register.mark"


def read(settings: Settings) -> Mark | None:
    """The mark, None where there is none. A mark that cannot be read counts as one of no head of
    ours, so that nothing is issued until somebody has looked."""
    try:
        return Mark(**json.loads(_file(settings).read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        return Mark("", 1, "")


def write(settings: Settings, mark: Mark) -> None:
    """Put the mark in place of the one before, at once and on the disk."""
    file = _file(settings)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as out:
        json.dump(asdict(mark), out)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
