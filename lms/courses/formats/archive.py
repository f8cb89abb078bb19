"""Packages as zip files: read with suspicion, written the same way each time."""

import io
import stat
import zipfile
import zlib
from typing import IO

from lms.core.messages import N_, Message
from lms.courses.formats.limits import LIMITS, Limits
from lms.courses.formats.names import is_litter
from lms.courses.formats.problems import PackageError, Problem
from lms.courses.formats.source import Intake, PackageFiles

_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def read_zip(content: bytes | IO[bytes], limits: Limits = LIMITS) -> PackageFiles:
    """The files of a zip by their path; raises `PackageError`.

    Sizes that the archive claims are not believed: bytes are counted while they inflate.
    One common top folder is taken off, as most zip tools add one.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    try:
        with zipfile.ZipFile(stream) as archive:
            return _read(archive, limits)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise PackageError([Problem(".", None, _not_a_zip())]) from error


def _not_a_zip() -> Message:
    return N_("This is not a whole zip file. Pack the course folder again and send that file.")


def _read(archive: zipfile.ZipFile, limits: Limits) -> PackageFiles:
    intake = Intake(limits)
    members = [item for item in archive.infolist() if not is_litter(item.filename)]
    top = _common_top(members)
    for item in members:
        if item.is_dir():
            continue
        name = item.filename[len(top) :]
        if not intake.admits(name):
            continue
        mode = item.external_attr >> 16
        if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            intake.refuse(name, N_("This is a link or a device. Put the file itself here."))
        elif item.flag_bits & _ENCRYPTED:
            intake.refuse(name, N_("The file is locked with a password. Pack it without one."))
        elif item.compress_type not in _METHODS:
            intake.refuse(name, N_("The file is packed in a rare way. Use ordinary zip packing."))
        else:
            _inflate(archive, item, name, intake)
    return intake.result()


def _inflate(archive: zipfile.ZipFile, item: zipfile.ZipInfo, name: str, intake: Intake) -> None:
    allowance = intake.allowance(name)
    content = bytearray()
    with archive.open(item) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > allowance:
                intake.too_large(name)
                return
    intake.take(name, bytes(content))


def _common_top(members: list[zipfile.ZipInfo]) -> str:
    """`folder/` when everything lies in the one folder that holds course.yaml."""
    names = [item.filename for item in members if not item.is_dir()]
    tops = {name.partition("/")[0] for name in names}
    top = tops.pop() if len(tops) == 1 else ""
    return f"{top}/" if top not in ("", ".", "..") and f"{top}/course.yaml" in names else ""


def write_zip(files: PackageFiles) -> bytes:
    """One zip with the files in name order and no clock in it: same files, same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            item = zipfile.ZipInfo(name, date_time=_EARLIEST)
            item.compress_type = zipfile.ZIP_DEFLATED
            item.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(item, files[name])
    return buffer.getvalue()
