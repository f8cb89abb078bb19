"""From the files of a package to a frozen snapshot, or to all of its faults at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lms.courses.formats.kinds import Kinds
from lms.courses.formats.problems import PackageError
from lms.courses.formats.reader import Reader
from lms.courses.formats.snapshot import Snapshot, freeze
from lms.courses.formats.source import PackageFiles


@dataclass(frozen=True, slots=True)
class Package:
    """A checked package: its snapshot and the bytes of its media by path."""

    snapshot: Snapshot
    media: Mapping[str, bytes]


def parse_package(files: PackageFiles, kinds: Kinds) -> Package:
    """Check every file; raises `PackageError` with each fault at its file and line.

    `kinds` are the quiz and exercise kinds by their name, handed in by the factory.
    """
    reader = Reader(files, kinds)
    content = reader.read()
    if reader.problems or content is None:
        raise PackageError(reader.problems)
    media = {path: files[path] for path in content["media"]}
    return Package(freeze(content), MappingProxyType(media))
