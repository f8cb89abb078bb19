"""Canonicalising many credentials of one course at the price of one.

RDFC-1.0 costs about 5 ms for a credential, as much as all the rest of a certificate. The quads of
two credentials of one course differ in a few literals and addresses only, so they are made once
with stand-ins, and for each person the stand-ins are filled in, the blank nodes named anew and the
lines sorted. Blank nodes are named by the hashes of their first-degree quads (RDFC-1.0, 4.6); as
long as these differ from each other, which is looked at each time, nothing more is needed.
"""

import hashlib
import re
from functools import lru_cache

from lms.engines.credentials import badge
from lms.engines.credentials.badge import Award, Bearer, HashedName
from lms.engines.credentials.jsonld import canonical

_PLAIN = re.compile(r"[A-Za-z0-9._:$/-]+")  # signs that stand for themselves in N-Quads
Quad = tuple[str, str, str]
_CREDENTIAL = "urn:uuid:zzcredentialzz"
_SERIAL, _INDEX = "zzserialzz", "zzindexzz"


class ShapeMismatch(RuntimeError):
    """Filled-in quads are not those of a full canonicalisation: nothing may be signed."""


def _stand_in(names: int) -> Bearer:
    hidden = tuple(HashedName(f"zzhash{n}zz", f"zzsalt{n}zz") for n in range(names))
    return Bearer(_CREDENTIAL, _SERIAL, hidden, _INDEX)


class Shape:
    """The quads of the credentials of one award, for people with this many names."""

    def __init__(self, award: Award, names: int) -> None:
        self._award = award
        self._checked = False
        quads = [
            _read(line) for line in canonical(badge.document(award, _stand_in(names))).splitlines()
        ]
        self._blanks = sorted({part for quad in quads for part in quad if _is_blank(part)})
        self._open = [quad for quad in quads if _is_open(quad)]
        self._fixed = [_line(*quad) for quad in quads if not _is_open(quad)]

    def quads(self, bearer: Bearer) -> str:
        """The canonical N-Quads of this person's credential.

        The first one of each shape is compared with a full canonicalisation. Raises ShapeMismatch.
        """
        values = _values(bearer)
        plain = all(_PLAIN.fullmatch(value) for value in values.values())
        filled = self._filled(values) if plain else None
        if filled is None:
            return canonical(badge.document(self._award, bearer))
        if not self._checked:
            if filled != canonical(badge.document(self._award, bearer)):
                raise ShapeMismatch
            self._checked = True
        return filled

    def _filled(self, values: dict[str, str]) -> str | None:
        """None where two blank nodes look alike: only the full algorithm tells them apart."""
        quads = [
            (_fill(subject, values), predicate, _fill(value, values))
            for subject, predicate, value in self._open
        ]
        hashes = {blank: _first_degree(blank, quads) for blank in self._blanks}
        if len(set(hashes.values())) != len(hashes):
            return None
        ordered = sorted(self._blanks, key=hashes.__getitem__)
        names = {blank: f"_:c14n{place}" for place, blank in enumerate(ordered)}
        named = [_line(names.get(s, s), p, names.get(o, o)) for s, p, o in quads]
        return "".join(sorted([*self._fixed, *named]))


@lru_cache(maxsize=64)
def shape_for(award: Award, names: int) -> Shape:
    """The shape of an award's credentials, made once in a process."""
    return Shape(award, names)


def _values(bearer: Bearer) -> dict[str, str]:
    values = {
        _CREDENTIAL: bearer.credential,
        _SERIAL: bearer.serial,
        _INDEX: bearer.status_index,
    }
    for place, name in enumerate(bearer.names):
        values[f"zzhash{place}zz"], values[f"zzsalt{place}zz"] = name.digest, name.salt
    return values


def _fill(part: str, values: dict[str, str]) -> str:
    if "zz" in part:
        for stand_in, value in values.items():
            part = part.replace(stand_in, value)
    return part


def _read(line: str) -> Quad:
    """Subject, predicate, object. There are no named graphs in a credential without its proof."""
    subject, predicate, value = line.removesuffix(" .").split(" ", 2)
    return subject, predicate, value


def _line(subject: str, predicate: str, value: str) -> str:
    return f"{subject} {predicate} {value} .\n"


def _is_blank(part: str) -> bool:
    return part.startswith("_:")


def _is_open(quad: Quad) -> bool:
    return any("zz" in part or _is_blank(part) for part in quad)


def _first_degree(blank: str, quads: list[Quad]) -> str:
    lines = [
        _line(_seen(subject, blank), predicate, _seen(value, blank))
        for subject, predicate, value in quads
        if blank in {subject, value}
    ]
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def _seen(part: str, blank: str) -> str:
    if not _is_blank(part):
        return part
    return "_:a" if part == blank else "_:z"
