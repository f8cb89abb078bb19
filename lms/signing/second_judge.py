"""The strict validator in a process beside, while this one makes the next files."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from asn1crypto import x509

from lms.core.beside import Beside
from lms.signing.validate import SealReport, check_seal

Reports = Callable[[], Sequence[SealReport]]
"""Waits for what the validator says of each file."""


def judged_here(
    files: Sequence[bytes],
    roots: Sequence[x509.Certificate],
    stamp_roots: Sequence[x509.Certificate],
) -> Reports:
    """The same without a process beside: judged at once. See `check_seal`."""
    reports = [check_seal(data, roots, stamp_roots=stamp_roots) for data in files]
    return lambda: reports


class Case(NamedTuple):
    """Files to be judged, and the pinned roots of offices and of time stamps, in DER."""

    files: Sequence[bytes]
    roots: Sequence[bytes]
    stamp_roots: Sequence[bytes]


class SecondJudge:
    """The caller's side."""

    def __init__(self) -> None:
        self.beside = Beside(f"{__name__}:{judged.__name__}")

    def ask(
        self,
        files: Sequence[bytes],
        roots: Sequence[x509.Certificate],
        stamp_roots: Sequence[x509.Certificate],
    ) -> Reports:
        """Have these judged; see `check_seal`. Where the process is gone, they are judged here."""
        case = Case(files, [one.dump() for one in roots], [one.dump() for one in stamp_roots])
        answer = self.beside.ask(case)

        def reports() -> Sequence[SealReport]:
            found: Sequence[SealReport] | None = answer.get()
            return judged(case) if found is None else found

        return reports

    def close(self) -> None:
        """End the process at once."""
        self.beside.close()


def judged(case: Case) -> Sequence[SealReport]:
    """What the strict validator says of each file."""
    roots = [x509.Certificate.load(der) for der in case.roots]
    stamp_roots = [x509.Certificate.load(der) for der in case.stamp_roots]
    return [check_seal(data, roots, stamp_roots=stamp_roots) for data in case.files]
