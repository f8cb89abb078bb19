"""Learning packages of pinned content: what they consist of, read once per file."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lms.core.errors import NotFound
from lms.core.files import StoredFile, path_of
from lms.courses.queries import media_file
from lms.engines.scorm import ScormPackage, read_package
from lms.exercises.rows import Activity


@dataclass(frozen=True)
class PackageFile:
    """A package with the stored zip that it came in."""

    package: ScormPackage
    file: StoredFile


def package_of(known: Activity) -> PackageFile:
    """The package of an activity of this kind. Raises NotFound where its zip is gone."""
    row = media_file(known.content_hash, known.spec.file)
    return PackageFile(stored_package(row), row)


def stored_package(row: StoredFile) -> ScormPackage:
    """The package in a stored zip. Raises NotFound where there is none in it."""
    return _read(row.sha256, path_of(row))


@lru_cache(maxsize=64)
def _read(_sha256: str, path: Path) -> ScormPackage:
    found = read_package(path).value
    if found is None:
        raise NotFound
    return found
