"""The files of a package, read from a folder with every limit kept."""

import stat
from collections.abc import Mapping
from pathlib import Path

from lms.core.messages import N_, Message
from lms.courses.formats.limits import LIMITS, MIB, Limits
from lms.courses.formats.names import is_litter, is_text, name_fault
from lms.courses.formats.problems import PackageError, Problem

PackageFiles = Mapping[str, bytes]


class Intake:
    """Gathers files one by one and counts them against the limits.

    Counting stops at a ceiling: a package that is too large is refused without being read whole.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.files: dict[str, bytes] = {}
        self.problems: list[Problem] = []
        self._seen: set[str] = set()
        self._count = 0
        self._total = 0

    def admits(self, path: str) -> bool:
        """True when a file of this name may be read; notes the fault when not."""
        self._count += 1
        if self._count > self.limits.files:
            raise PackageError([*self.problems, self._too_many()])
        fault = name_fault(path, self.limits)
        if fault is not None:
            self.refuse(path, fault)
            return False
        if path.casefold() in self._seen:
            self.refuse(path, N_("Two files have this name. Rename or remove one of them."))
            return False
        self._seen.add(path.casefold())
        return True

    def allowance(self, path: str) -> int:
        """How many bytes this file may have at most, given what was read before it."""
        own = self.limits.text_bytes if is_text(path) else self.limits.media_bytes
        return min(own, self.limits.total_bytes - self._total)

    def take(self, path: str, content: bytes) -> None:
        """Keep a file that was read within its allowance."""
        self._total += len(content)
        self.files[path] = content

    def too_large(self, path: str) -> None:
        """Note a file above its allowance; above the total, stop at once."""
        own = self.limits.text_bytes if is_text(path) else self.limits.media_bytes
        if self.allowance(path) < own:
            total = N_(
                "The package is larger than %(size)s MB. Make its pictures and films smaller.",
                size=self.limits.total_bytes // MIB,
            )
            raise PackageError([*self.problems, Problem(path, None, total)])
        self.refuse(
            path,
            N_(
                "The file is larger than %(size)s MB. Shorten it or split it.",
                size=max(1, own // MIB),
            ),
        )

    def refuse(self, path: str, message: Message) -> None:
        """Note a fault of a whole file."""
        self.problems.append(Problem(path[:200], None, message))

    def result(self) -> PackageFiles:
        """All files, or `PackageError` with every fault."""
        if self.problems:
            raise PackageError(self.problems)
        return self.files

    def _too_many(self) -> Problem:
        message = N_(
            "The package holds more than %(files)s files. Remove what the course does not use.",
            files=self.limits.files,
        )
        return Problem(".", None, message)


def read_folder(folder: Path, limits: Limits = LIMITS) -> PackageFiles:
    """The files below `folder` by their path inside it; raises `PackageError`.

    Links and special files are refused, not followed.
    """
    if not folder.is_dir():
        raise PackageError([Problem(".", None, N_("There is no such folder. Check its path."))])
    intake = Intake(limits)
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        name = path.relative_to(folder).as_posix()
        if stat.S_ISDIR(mode) or is_litter(name) or not intake.admits(name):
            continue
        if not stat.S_ISREG(mode):
            intake.refuse(name, N_("This is a link or a device. Put the file itself here."))
        elif path.stat().st_size > intake.allowance(name):
            intake.too_large(name)
        else:
            intake.take(name, path.read_bytes())
    return intake.result()
