"""Read an instance in the .ctt format. All faults are told at once, each with its line."""

from collections.abc import Callable

from lms.core.messages import N_, Message
from lms.engines.timetable.itc2007.instance import Course, Instance, Room
from lms.engines.timetable.itc2007.text import Faults, Read, Words, key, lines_of, number

MOST_COURSES = 1000
MOST_ROOMS = 200
MOST_CURRICULA = 2000
MOST_DAYS = 31
MOST_PERIODS = 96
MOST_PEOPLE = 100_000

# Header fields with the bounds of their numbers, None for text; then the section that each counts.
HEADER: dict[str, tuple[int, int] | None] = {
    "Name": None,
    "Courses": (1, MOST_COURSES),
    "Rooms": (1, MOST_ROOMS),
    "Days": (1, MOST_DAYS),
    "Periods_per_day": (1, MOST_PERIODS),
    "Curricula": (0, MOST_CURRICULA),
    "Constraints": (0, MOST_COURSES * MOST_PERIODS),
}
SECTIONS = {
    "COURSES:": "Courses",
    "ROOMS:": "Rooms",
    "CURRICULA:": "Curricula",
    "UNAVAILABILITY_CONSTRAINTS:": "Constraints",
}


def read_instance(data: bytes) -> Read[Instance]:
    """The instance of a .ctt file, or everything that is wrong with it (at most 200 faults)."""
    faults = Faults()
    reader = _Reader(faults)
    reader.read(lines_of(data, faults))
    if faults.found:
        return Read(None, faults.in_order())
    return Read(reader.instance())


class _Reader:
    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.name = ""
        self.counts: dict[str, int] = {}
        self.seen: dict[str, int] = {}  # section: number of its lines
        self.courses: dict[str, Course] = {}
        self.rooms: dict[str, Room] = {}
        self.curricula: dict[str, frozenset[str]] = {}
        self.unavailable: set[tuple[str, int, int]] = set()
        self._readers: dict[str, Callable[[Words], None]] = {
            "COURSES:": self._course,
            "ROOMS:": self._room,
            "CURRICULA:": self._curriculum,
            "UNAVAILABILITY_CONSTRAINTS:": self._unavailable,
        }

    def read(self, lines: list[Words]) -> None:
        if not lines and not self.faults.found:
            self.faults.add(0, N_("The file is empty."))
        header = True
        later: list[tuple[Callable[[Words], None], Words]] = []
        section, ended = "", False
        for line in lines:
            first = line.words[0]
            if ended:
                self.faults.add(line.line, N_("Remove what stands behind END."))
                break
            if first in SECTIONS and len(line.words) == 1:
                header, section = False, first
                self._open(section, line.line)
            elif first == "END.":
                ended = True
            elif header:
                self._header(line)
            else:
                self.seen[section] += 1
                later.append((self._readers[section], line))
        if lines and not ended:
            self.faults.add(lines[-1].line, N_("The file must end with a line END."))
        self._check_header(lines)
        self._read_rows(later)
        self._check_counts(lines)

    def instance(self) -> Instance:
        places = {course: place for place, course in enumerate(self.courses)}
        per_day = self.counts["Periods_per_day"]
        return Instance(
            name=self.name,
            days=self.counts["Days"],
            periods_per_day=per_day,
            courses=tuple(self.courses.values()),
            rooms=tuple(self.rooms.values()),
            curricula=tuple(
                (name, frozenset(places[course] for course in members))
                for name, members in self.curricula.items()
            ),
            unavailable=frozenset(
                (places[course], day * per_day + period) for course, day, period in self.unavailable
            ),
        )

    def _open(self, section: str, line: int) -> None:
        if section in self.seen:
            self.faults.add(line, N_("There are two sections %(name)s Join them.", name=section))
        self.seen.setdefault(section, 0)

    def _header(self, line: Words) -> None:
        name = line.words[0].removesuffix(":")
        if name not in HEADER or not line.words[0].endswith(":") or len(line.words) < 2:
            self.faults.add(
                line.line,
                N_(
                    'Write a header line such as "Days: 5", or a section name such as %(section)s',
                    section="COURSES:",
                ),
            )
            return
        bounds = HEADER[name]
        if name in self.counts or (name == "Name" and self.name):
            self.faults.add(line.line, N_("%(name)s stands in the header twice.", name=name))
        elif bounds is None:
            self.name = key("_".join(line.words[1:]), line.line, self.faults)
        else:
            low, high = bounds
            found = number(line.words[1], line.line, self.faults, low=low, high=high)
            self.counts[name] = low if found is None else found

    def _check_header(self, lines: list[Words]) -> None:
        if not lines:
            return
        missing = [name for name in HEADER if name not in self.counts and name != "Name"]
        missing += [] if self.name else ["Name"]
        for name in missing:
            self.faults.add(1, N_("The header lacks %(name)s.", name=f"{name}:"))
        for section in SECTIONS:
            if section not in self.seen:
                self.faults.add(
                    lines[-1].line, N_("The section %(name)s is missing.", name=section)
                )

    def _read_rows(self, rows: list[tuple[Callable[[Words], None], Words]]) -> None:
        """Courses first, so that the others may name them wherever they stand."""
        for read, line in sorted(rows, key=lambda row: row[0] != self._course):
            read(line)

    def _check_counts(self, lines: list[Words]) -> None:
        for section, name in SECTIONS.items():
            found, said = self.seen.get(section), self.counts.get(name)
            if found is not None and said is not None and found != said:
                self.faults.add(
                    lines[-1].line,
                    N_(
                        "The header says %(name)s %(said)s, but the section has %(found)s. "
                        "Correct one of them.",
                        name=f"{name}:",
                        said=said,
                        found=found,
                    ),
                )

    def _columns(self, line: Words, form: Message, count: int) -> bool:
        if len(line.words) == count:
            return True
        self.faults.add(
            line.line,
            N_(
                "Write %(count)s columns: %(form)s. Here are %(found)s.",
                count=count,
                form=form,
                found=len(line.words),
            ),
        )
        return False

    def _new(self, name: str, known: object, line: int) -> str:
        found = key(name, line, self.faults)
        if isinstance(known, dict) and found in known:
            self.faults.add(line, N_("%(name)s is used twice. Rename one.", name=found))
        return found

    def _number(self, word: str, line: int, low: int, high: int) -> int:
        found = number(word, line, self.faults, low=low, high=high)
        return low if found is None else found

    def _course(self, line: Words) -> None:
        if not self._columns(line, N_("course, teacher, lectures, least days, students"), 5):
            return
        name = self._new(line.words[0], self.courses, line.line)
        self.courses[name] = Course(
            name,
            key(line.words[1], line.line, self.faults),
            self._number(line.words[2], line.line, 0, MOST_DAYS * MOST_PERIODS),
            self._number(line.words[3], line.line, 0, MOST_DAYS),
            self._number(line.words[4], line.line, 0, MOST_PEOPLE),
        )

    def _room(self, line: Words) -> None:
        if self._columns(line, N_("room, capacity"), 2):
            name = self._new(line.words[0], self.rooms, line.line)
            self.rooms[name] = Room(name, self._number(line.words[1], line.line, 0, MOST_PEOPLE))

    def _curriculum(self, line: Words) -> None:
        if len(line.words) < 2:
            self._columns(line, N_("curriculum, number of courses, the courses"), 3)
            return
        name = self._new(line.words[0], self.curricula, line.line)
        count = self._number(line.words[1], line.line, 0, MOST_COURSES)
        members = line.words[2:]
        if count != len(members):
            self.faults.add(
                line.line,
                N_(
                    "%(count)s courses are announced, but %(found)s follow.",
                    count=count,
                    found=len(members),
                ),
            )
        for course in dict.fromkeys(members):
            self._known(course, line.line)
        self.curricula[name] = frozenset(members)

    def _unavailable(self, line: Words) -> None:
        if self._columns(line, N_("course, day, period"), 3):
            days, per_day = self.counts.get("Days"), self.counts.get("Periods_per_day")
            self._known(line.words[0], line.line)
            day = self._number(line.words[1], line.line, 0, (days or MOST_DAYS) - 1)
            period = self._number(line.words[2], line.line, 0, (per_day or MOST_PERIODS) - 1)
            self.unavailable.add((line.words[0], day, period))

    def _known(self, course: str, line: int) -> None:
        if course not in self.courses:
            self.faults.add(
                line,
                N_(
                    "There is no course %(name)s. Add it or mend the name.",
                    name=course[:64],
                ),
            )
