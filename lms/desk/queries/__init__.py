"""What stands on a desk, by the roles that a person holds: read only, in few queries."""

from lms.desk.queries.own import OwnPart, own_parts
from lms.desk.queries.setup import SetupStep, setup_steps
from lms.desk.queries.staff import Desk, desk_of

__all__ = ["Desk", "OwnPart", "SetupStep", "desk_of", "own_parts", "setup_steps"]
