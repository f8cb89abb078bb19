"""Curriculum-based course timetabling as published for ITC-2007, track 3 (formulation UD2)."""

from lms.engines.timetable.itc2007.instance import Course, Instance, Lecture, Room
from lms.engines.timetable.itc2007.reading import read_instance
from lms.engines.timetable.itc2007.solution import read_solution, write_solution
from lms.engines.timetable.itc2007.solving import Solved, solve
from lms.engines.timetable.itc2007.text import Fault, Read
from lms.engines.timetable.itc2007.validating import Costs, validate

__all__ = [
    "Costs",
    "Course",
    "Fault",
    "Instance",
    "Lecture",
    "Read",
    "Room",
    "Solved",
    "read_instance",
    "read_solution",
    "solve",
    "validate",
    "write_solution",
]
