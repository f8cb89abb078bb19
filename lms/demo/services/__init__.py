"""Filling an empty installation with the demonstration, through the services of all rooms."""

from lms.demo.services.entering import enter
from lms.demo.services.loading import Loaded, load

__all__ = ["Loaded", "enter", "load"]
