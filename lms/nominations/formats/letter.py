"""A nomination letter as it is uploaded: PDF, JPEG or PNG, hostile until its content proves it.

The name of the file proves nothing. A PDF is opened in a child process under limits; one that
holds a program, another file or a password is refused. Letters are handed out to be saved, never
to be shown inside a page.
"""

import struct
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lms.agenda.formats.handouts import clean_name
from lms.core.messages import N_, Message

LARGEST = 8 * 1024 * 1024
MOST_PAGES = 60
MOST_PIXELS = 100_000_000
SECONDS = 15
_CHILD = Path(__file__).with_name("letter_child.py")
_PNG = b"\x89PNG\r\n\x1a\n"

_WORDS: Mapping[int, Message] = {
    10: N_("The PDF has a password. Save it without one."),
    11: N_("The PDF holds a program or another file. Print it to a new PDF and upload that one."),
    12: N_("The PDF has no page, or more than %(most)s. Upload the letter alone.", most=MOST_PAGES),
}
_DAMAGED = N_("The file is damaged, or only part of it arrived. Scan or save the letter again.")


@dataclass(frozen=True)
class Letter:
    """A letter that may be kept, under a name that is safe to save."""

    name: str
    media_type: str
    data: bytes


def check_letter(name: str, data: bytes) -> Letter | Message:
    """The letter as it may be kept, or why it may not."""
    if not data:
        return N_("Choose the file of the letter.")
    if len(data) > LARGEST:
        return N_("The most is %(mb)s MB. Scan the letter with less detail.", mb=LARGEST // 1024**2)
    kind = _kind(data)
    if kind is None:
        return N_("This is no PDF, JPEG or PNG. Scan the letter, or print it to a PDF.")
    ending, media_type = kind
    fault = _pdf_fault(data) if ending == "pdf" else _picture_fault(ending, data)
    if fault is not None:
        return fault
    stem = clean_name(name).rpartition(".")[0] or clean_name(name) or "letter"
    return Letter(f"{stem[:100]}.{ending}", media_type, data)


def _kind(data: bytes) -> tuple[str, str] | None:
    if data.startswith(b"%PDF-"):
        return "pdf", "application/pdf"
    if data.startswith(_PNG):
        return "png", "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg", "image/jpeg"
    return None


def _pdf_fault(data: bytes) -> Message | None:
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell, isolated mode
            [sys.executable, "-I", str(_CHILD), str(MOST_PAGES)],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        return _DAMAGED
    return None if done.returncode == 0 else _WORDS.get(done.returncode, _DAMAGED)


def _picture_fault(ending: str, data: bytes) -> Message | None:
    size = _png_size(data) if ending == "png" else _jpeg_size(data)
    if size is None:
        return _DAMAGED
    width, height = size
    if not width or not height or width * height > MOST_PIXELS:
        return N_("The picture is far larger than a letter. Scan it with less detail.")
    return None


def _png_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] != b"IHDR" or len(data) < 33 or b"IEND" not in data[-16:]:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return int(width), int(height)


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walk the segments up to the frame, which says the size."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if 0xC0 <= kind <= 0xCF and kind not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None
