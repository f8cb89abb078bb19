"""A zip from outside: its entries are judged by name, kind and size before any is used."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lms.core.messages import N_, Message
from lms.engines.reading import Problems

KIB = 1024
MIB = 1024 * KIB
Source = bytes | Path | IO[bytes]
_CHUNK = 256 * 1024
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """Ceilings for one zip; a test hands in small ones. Sizes are bytes.

    `ratio` is how many times larger than the zip its files may be, beyond `free_bytes`.
    """

    files: int = 4_000
    file_bytes: int = 128 * MIB
    total_bytes: int = 384 * MIB
    ratio: int = 60
    free_bytes: int = 8 * MIB
    name_signs: int = 240
    depth: int = 16


ZIP_LIMITS = ZipLimits()


class Broken(Exception):
    """The zip as a whole, or one of its entries, cannot be read."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english())
        self.message = message


class Archive:
    """A zip whose entries passed every check; `names` are its files."""

    def __init__(self, source: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> None:
        self._source = source
        self._members = members
        self.names = frozenset(members)

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a file, `most` at the most. Raises KeyError, Broken."""
        with _understood(), self._source.open(self._members[name]) as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise Broken(N_("The file is larger than %(size)s MB.", size=max(1, most // MIB)))
        return content

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file piece by piece. Raises KeyError, Broken."""
        with _understood(), self._source.open(self._members[name]) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk


@contextmanager
def opened(source: Source, problems: Problems, limits: ZipLimits = ZIP_LIMITS) -> Iterator[Archive]:
    """The archive in `source`; what is wrong with its entries goes to `problems`.

    Raises Broken for what is no zip at all. Nothing is unpacked to see what it would become: a
    zip that promises too much is refused by its own list.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    with _understood():
        archive = zipfile.ZipFile(stream)
    with archive:
        yield Archive(archive, _members(archive, problems, limits))


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise Broken(
            N_("This is not a whole zip file. Export the package again and send that file.")
        ) from error


def _members(
    archive: zipfile.ZipFile, problems: Problems, limits: ZipLimits
) -> dict[str, zipfile.ZipInfo]:
    entries = [one for one in archive.infolist() if not _is_litter(one.filename)]
    if len(entries) > limits.files:
        problems.add(".", N_("The package has more than %(files)s files.", files=limits.files))
        return {}
    found: dict[str, zipfile.ZipInfo] = {}
    folded: dict[str, str] = {}
    for entry in entries:
        name = getattr(entry, "orig_filename", entry.filename)
        fault = name_fault(name, limits) or _entry_fault(entry, limits)
        if fault is not None:
            problems.add(name[: limits.name_signs], fault)
        elif not entry.is_dir():
            twin = folded.setdefault(name.casefold(), name)
            if name in found or twin != name:
                problems.add(name, _twins(twin))
            found[name] = entry
    _judge_sizes(entries, problems, limits)
    return found


def _is_litter(name: str) -> bool:
    return any(part in _LITTER for part in name.split("/"))


def _twins(other: str) -> Message:
    return N_(
        "Another file is called %(other)s. Many systems take the two names for one: rename one.",
        other=other,
    )


def name_fault(name: str, limits: ZipLimits = ZIP_LIMITS) -> Message | None:
    """Why a name inside a zip is not taken, or None when it is one."""
    parts = name.rstrip("/").split("/")
    drive = len(name) > 1 and name[1] == ":"
    if name.startswith("/") or drive or "\\" in name or "\0" in name or ".." in parts:
        return N_("The name leads out of the package. Nothing was unpacked.")
    if len(name) > limits.name_signs or len(parts) > limits.depth:
        return N_(
            "The name is longer than %(signs)s signs or deeper than %(depth)s folders.",
            signs=limits.name_signs,
            depth=limits.depth,
        )
    if not all(parts) or "." in parts or any(ord(sign) < 32 for sign in name):
        return N_("The name is not one that every system can store.")
    return None


def _entry_fault(entry: zipfile.ZipInfo, limits: ZipLimits) -> Message | None:
    mode = stat.S_IFMT(entry.external_attr >> 16)
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        return N_("This is a link or a device. Put the file itself there.")
    if entry.flag_bits & _ENCRYPTED:
        return N_("The file is locked with a password. Pack it without one.")
    if entry.compress_type not in _METHODS:
        return N_("The file is packed in a rare way. Use ordinary zip packing.")
    if entry.file_size > limits.file_bytes:
        return N_(
            "The file would be %(size)s MB; the most is %(most)s MB.",
            size=entry.file_size // MIB,
            most=limits.file_bytes // MIB,
        )
    return None


def _judge_sizes(entries: list[zipfile.ZipInfo], problems: Problems, limits: ZipLimits) -> None:
    whole = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if whole > limits.total_bytes:
        message = N_(
            "The package would be %(size)s MB when unpacked; the most is %(most)s MB.",
            size=whole // MIB,
            most=limits.total_bytes // MIB,
        )
        problems.add(".", message)
    elif whole > limits.free_bytes + limits.ratio * packed:
        worst = max(entries, key=lambda entry: entry.file_size)
        message = N_(
            "The package would grow more than %(ratio)s times when unpacked. It was not unpacked.",
            ratio=limits.ratio,
        )
        problems.add(worst.filename[: limits.name_signs], message)
