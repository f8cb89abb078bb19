"""What moves when two records of one person are made one."""

from lms.accounts.merging import Mover
from lms.core.messages import N_
from lms.courses.models import CourseStaff

STAFF = Mover("course_staff", N_("Roles in course sessions"), CourseStaff.person_id)
