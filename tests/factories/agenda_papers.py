"""Agendas for paper that need no database."""

import io
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pikepdf

from lms.agenda.enums import ItemKind
from lms.agenda.printing.rows import (
    Edition,
    PaperAgenda,
    PaperHandout,
    PaperItem,
    PaperTrainer,
)
from lms.courses.enums import SessionState
from lms.courses.rows import SessionHead

ZONE = "Asia/Karachi"
FIRST_DAY = date(2019, 11, 4)
TITLE = {
    "en": "Operationalization of Criminal-Intelligence Products",
    "ur": "مجرمانہ انٹیلی جنس مصنوعات کا عملی استعمال",
}
ROOMS = {"Hall A": "ہال الف", "Lab 1": "لیب ۱", "Lab 2": "لیب ۲", "Foyer": ""}
BROHI = PaperTrainer(UUID(int=1), "Nadia Brohi", "نادیہ بروہی")
KASI = PaperTrainer(UUID(int=2), "Kamran Kasi", "کامران کاسی")
SATTAR = PaperTrainer(UUID(int=3), "Tariq Sattar")
LONG_NAME = "Sayyid Muhammad Abdul-Rahman ibn Ghulam Mustafa Qureshi-Al-Hashimi of Shikarpur Khas"
FOLDER = PaperHandout("Case folder, part 1", "https://concord.example/h/7k3mq2xad")
E_ = ItemKind.EXERCISE


def room_id(name: str) -> UUID:
    """The id of a room of these papers."""
    return uuid5(UUID(int=0), name)


def item(
    day: int,
    at: str,
    minutes: int,
    kind: ItemKind,
    title: str,
    urdu: str = "",
    room: str = "Hall A",
    *trainers: PaperTrainer,
    **values: Any,
) -> PaperItem:
    """An item on day `day` (from 0); `at` is a clock time in Karachi."""
    begin = datetime.combine(
        FIRST_DAY + timedelta(days=day), time.fromisoformat(at), tzinfo=ZoneInfo(ZONE)
    ).astimezone(UTC)
    local = ROOMS.get(room, "")
    return PaperItem(
        id=uuid5(UUID(int=0), f"{day}{at}{title}"),
        kind=kind,
        title={"en": title} | ({"ur": urdu} if urdu else {}),
        starts_at=begin,
        ends_at=begin + timedelta(minutes=minutes),
        room_id=room_id(room) if room else None,
        room=({"en": room} | ({"ur": local} if local else {})) if room else {},
        trainers=trainers,
        **values,
    )


def three_days() -> list[PaperItem]:
    """Three days with two tracks on the second."""
    kind = ItemKind
    return [
        item(0, "08:30", 30, kind.REGISTRATION, "Registration", "رجسٹریشن", "Foyer"),
        item(0, "09:00", 30, kind.OPENING, "Opening", "افتتاح", guests="Director General, DGTR"),
        item(0, "10:00", 30, kind.TEST, "Pre-test", "ابتدائی ٹیسٹ", "Hall A", BROHI),
        item(0, "10:30", 15, kind.BREAK, "Tea, group photograph", "چائے، گروپ تصویر", ""),
        item(0, "10:45", 75, kind.MODULE, "M1 Principles and the cycle", "اصول", "Hall A", BROHI),
        item(0, "12:00", 75, kind.LUNCH, "Lunch and Zuhr prayer", "ظہرانہ اور نمازِ ظہر", ""),
        item(0, "15:30", 45, E_, "E1 Source grading drill", "", "Hall A", SATTAR, KASI),
        item(1, "08:30", 30, kind.RECAP, "Recap of day 1", "پہلے دن کا اعادہ", "Hall A", BROHI),
        item(1, "09:00", 90, kind.MODULE, "M4 Trafficking domains", "اسمگلنگ", "Hall A", KASI),
        item(1, "10:45", 75, E_, "E2 Link chart, group A", "ربط کا خاکہ، الف", "Lab 1", BROHI,
             track="A", materials="Laptops, one for two", notes="Keys are with the caretaker.",
             handouts=(FOLDER,)),
        item(1, "10:45", 75, E_, "E2 Link chart, group B", "ربط کا خاکہ، ب", "Lab 2", KASI,
             track="B"),
        item(1, "12:00", 75, kind.LUNCH, "Lunch", "ظہرانہ", ""),
        item(2, "09:00", 90, kind.GROUP_WORK, "E5 Case exercise", "کیس کی مشق", "Lab 1", SATTAR),
        item(2, "14:30", 75, kind.CEREMONY, "Closing ceremony", "اختتامی تقریب",
             guests="Consul-General of Japan"),
    ]  # fmt: skip


def many(days: int, count: int = 25) -> list[PaperItem]:
    """Full days: `count` items each, of all kinds, with long titles and names."""
    long = PaperTrainer(UUID(int=4), LONG_NAME, "سید محمد عبدالرحمان ابن غلام مصطفیٰ")
    kinds = list(ItemKind)
    found = []
    for day in range(days):
        minute = 7 * 60
        for number in range(count):
            title = f"Item {number} of day {day}: a title that is long enough to wrap"
            at = f"{minute // 60:02d}:{minute % 60:02d}"
            who = (long, SATTAR) if number % 3 == 0 else (KASI,)
            kind = kinds[number % len(kinds)]
            urdu = f"موضوع {number} دن {day}"
            found.append(item(day, at, 15 + 10 * (number % 3), kind, title, urdu, "Hall A", *who))
            minute += 15 + 10 * (number % 3)
    return found


def agenda(
    items: Sequence[PaperItem] | None = None, *, draft: bool = False, days: int = 3, **values: Any
) -> PaperAgenda:
    """An agenda of `days` days: release 2 of 28 October 2019, or the draft at step 41."""
    facts: dict[str, Any] = {
        "id": UUID(int=9),
        "slug": "karachi-2019",
        "code": "DGTR-2019-05",
        "title": TITLE,
        "state": SessionState.RUNNING,
        "starts_on": FIRST_DAY,
        "ends_on": FIRST_DAY + timedelta(days=days - 1),
        "zone": ZONE,
        "venue": {"en": "Directorate General of Training and Research"},
        "place": {"en": "Karachi", "ur": "کراچی"},
        "host_name": {"en": "Pakistan Customs Academy", "ur": "پاکستان کسٹمز اکیڈمی"},
        "organised_by": {},
        "donor": {},
        "project": {},
        "capacity": 30,
        "content_hash": None,
        "course_id": UUID(int=8),
        "names_visible": False,
        "agency_ids": frozenset(),
    }
    return PaperAgenda(
        SessionHead(**(facts | values)),
        Edition(draft, 41 if draft else 2, datetime(2019, 10, 28, 6, 12, tzinfo=UTC)),
        tuple(three_days() if items is None else items),
    )


def page_texts(data: bytes) -> list[str]:
    """The text of each page, as a reader's program sees it, with single spaces."""
    out = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    )
    pages = out.stdout.decode().split("\f")[:-1]
    return [" ".join(page.split()) for page in pages]


def page_sizes(data: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in millimetres."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return [
            (round(float(page.mediabox[2]) / 72 * 25.4), round(float(page.mediabox[3]) / 72 * 25.4))
            for page in document.pages
        ]


def fonts(data: bytes) -> set[tuple[str, bool]]:
    """The fonts of a PDF: (name without the subset's letters, whether it is inside)."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return {
            (
                str(one["/BaseFont"]).split("+")[-1].lstrip("/"),
                "/FontFile2" in one["/DescendantFonts"][0]["/FontDescriptor"]
                or "/FontFile3" in one["/DescendantFonts"][0]["/FontDescriptor"],
            )
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") == "/Type0"
        }
