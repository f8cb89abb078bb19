"""Keys under a lock with a clock: open for a time and a number of certificates, then shut."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.signing.authority import Authority
from lms.signing.keys import open_key
from lms.signing.port import KeyUnavailable, OfficeKey
from lms.signing.signer.problems import locked

MINUTES, CERTIFICATES = 30, 1000
MOST_MINUTES, MOST_CERTIFICATES = 240, 20_000


@dataclass(frozen=True)
class Other:
    """A further key of the box."""

    open: Callable[[bytes | None], Any]
    """Opens it under a passphrase; None where there is no such key. Raises KeyUnavailable."""
    version: Callable[[], object]
    """Changes when another key takes its place."""
    stays: bool = False
    """Open until the box is locked, also after the unlocking's time."""


class KeyBox:
    """The keys of one or two offices, each opened by its own passphrase or by one for both.

    `unattended` gives the passphrase that an installation keeps in its settings: where that, or
    none at all, opens the keys, the box opens by itself, until somebody locks it.

    `others` are further keys by name: what opens an office's key is tried on them, too.
    """

    def __init__(
        self,
        offices: Callable[[], Sequence[Authority]],
        unattended: bytes | None = None,
        clock: Callable[[], float] = time.monotonic,
        others: Mapping[str, Other] | None = None,
    ) -> None:
        self._offices, self._unattended, self._clock = offices, unattended, clock
        self._opened: dict[Authority, OfficeKey] = {}
        self._kinds = dict(others or {})
        self._others: dict[str, tuple[object, Any]] = {}
        self._by_hand: set[str] = set()
        self._until, self._left = 0.0, 0
        self._held = False
        self._counted: set[tuple[str, str]] = set()
        self._guard = threading.RLock()

    def unlock(
        self, passphrase: bytes | None, *, minutes: int = MINUTES, certificates: int = CERTIFICATES
    ) -> bool:
        """Open what this passphrase opens; returns whether all offices' keys are open now.

        Raises KeyUnavailable where it opens none. The time begins anew for all of them.
        """
        with self._guard:
            self._expire()
            offices = self._offices()
            failure: KeyUnavailable | None = None
            opened = 0
            for office in offices:
                try:
                    self._opened[office] = open_key(office, passphrase)
                    opened += 1
                except KeyUnavailable as error:
                    failure = error
            if not opened:
                raise failure or KeyUnavailable("No office has a key yet.")
            self._held = False
            self._until = self._clock() + 60 * min(max(1, minutes), MOST_MINUTES)
            self._left = min(max(1, certificates), MOST_CERTIFICATES)
            self._counted.clear()
            self._open_others(passphrase)
            return all(office in self._opened for office in offices)

    def lock(self) -> None:
        """Forget the keys, and open no more by itself."""
        with self._guard:
            self._opened.clear()
            self._others.clear()
            self._held = True

    def keys(self) -> Sequence[OfficeKey]:
        """The keys of all offices, the issuing one's first. Raises SignerProblem (locked)."""
        with self._guard:
            self._expire()
            offices = self._offices()
            if not self._held and any(office not in self._opened for office in offices):
                self._open_by_itself()
            if not offices or any(office not in self._opened for office in offices):
                raise locked()
            return [self._opened[office] for office in offices]

    def other(self, name: str) -> Any:
        """The further key of this name, None where there is none. Raises SignerProblem (locked)."""
        with self._guard:
            self._expire()
            version = self._kinds[name].version()
            kept = self._others.get(name)
            if kept is not None and kept[0] == version:
                return kept[1]
            self._others.pop(name, None)
            for passphrase in () if self._held else (self._unattended, None):
                try:
                    found = self._kinds[name].open(passphrase)
                except KeyUnavailable:
                    continue
                if found is not None:
                    self._others[name] = (self._kinds[name].version(), found)
                    self._by_hand.discard(name)
                return found
            raise locked()

    def count(self, list_id: str, entry: str) -> None:
        """Count a certificate against the unlocking's number, once. Raises SignerProblem."""
        with self._guard:
            if (list_id, entry) in self._counted:
                return
            if self._left < 1:
                self._opened.clear()
                if self._held:
                    raise locked()
                self._open_by_itself()
                if not self._opened:
                    raise locked()
            self._counted.add((list_id, entry))
            self._left -= 1

    def status(self) -> dict[str, object]:
        """Whether the keys are open, for how many seconds and certificates still."""
        with self._guard:
            self._expire()
            open_now = bool(self._opened) and all(one in self._opened for one in self._offices())
            return {
                "open": open_now,
                "seconds": max(0, int(self._until - self._clock())) if open_now else 0,
                "certificates": self._left if open_now else 0,
            }

    def _expire(self) -> None:
        if self._opened and self._clock() >= self._until:
            self._opened.clear()
        if self._by_hand and self._clock() >= self._until:
            for name in self._by_hand:
                self._others.pop(name, None)
            self._by_hand.clear()

    def _open_others(self, passphrase: bytes | None) -> None:
        for name, kind in self._kinds.items():
            try:
                found = kind.open(passphrase)
            except KeyUnavailable:
                continue
            version = kind.version()  # after it, because opening may make the key
            if found is not None and self._others.get(name, (None,))[0] != version:
                self._others[name] = (version, found)
                if not kind.stays:
                    self._by_hand.add(name)

    def _open_by_itself(self) -> None:
        for passphrase in {self._unattended, None}:
            try:
                if self.unlock(passphrase):
                    return
            except KeyUnavailable:
                continue
