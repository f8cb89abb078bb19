"""Reading what became of papers."""

from lms.aftercare.queries.papers import handover, paper, papers_page, places_for

__all__ = ["handover", "paper", "papers_page", "places_for"]
