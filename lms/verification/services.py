"""Making the revocation pack and the offline verifier.

The pack is signed by the worker or at the command line, never by a web process, and lies as a file
beside the data; pages hand out the newest.
"""

import base64
import os
from datetime import timedelta
from pathlib import Path

from lms.certificates.services import statements
from lms.core.clock import utcnow
from lms.core.errors import Refused
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.core.settings import ROOT, settings
from lms.signing import paper_keys
from lms.verification import queries
from lms.verification.formats import (
    Trust,
    assemble,
    pack_moment,
    pack_text,
    signed_text,
    write_pack,
)

MOST_AGE = timedelta(hours=1)
_PARTS = ROOT / "static" / "verification"
_FONT = ROOT / "static" / "vendor" / "fonts" / "noto-sans-arabic-arabic-400-normal.woff2"
_SCRIPT = ROOT / "static" / "vendor" / "offline_verifier.js"


def pack_path() -> Path:
    """Where the newest pack lies."""
    return settings().data / "verification" / "revocations.txt"


def pack() -> str:
    """The newest pack that was signed, "" before the first."""
    path = pack_path()
    return path.read_text("utf-8") if path.is_file() else ""


def can_sign() -> bool:
    """Whether this installation has a key for statements, and so for packs."""
    return statements.keys().current.is_file()


def is_current() -> bool:
    """Whether the newest pack says what stands now, and was signed within the last hour."""
    newest, known = pack(), queries.fallen()
    moment = pack_moment(newest)
    return (
        moment is not None
        and utcnow() - moment < MOST_AGE
        and signed_text(newest) == pack_text(known, base=settings().base_url, at=moment)
    )


def sign_pack() -> str:
    """Sign a pack of what no longer stands, as of now, and keep it.

    Raises Refused where no key for statements was made.
    """
    key = paper_keys.pack_key()
    if key is None:
        raise Refused(
            N_(
                "There is no key for statements yet. On the server run: "
                "flask certificates make-statement-key"
            )
        )
    text = write_pack(queries.fallen(), base=settings().base_url, at=utcnow(), key=key)
    path = pack_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{new_id().hex}")
    with draft.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
    return text


def offline_verifier() -> bytes:
    """The offline verifier as one HTML file, with the pinned keys and the newest pack inside."""
    return put_together(queries.trust(pack()))


def put_together(trust: Trust) -> bytes:
    """The offline verifier that trusts this, from the parts that set-up has built."""
    font = base64.b64encode(_FONT.read_bytes()).decode()
    return assemble(
        trust,
        page=(_PARTS / "offline.html").read_text("utf-8"),
        style=(_PARTS / "offline.css").read_text("utf-8").replace("{font}", font),
        script=_SCRIPT.read_text("utf-8").strip(),
    )
