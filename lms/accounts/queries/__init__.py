"""Reading people and accounts."""

from lms.accounts.queries.own import OwnPage, OwnSignIn, own_page

__all__ = ["OwnPage", "OwnSignIn", "own_page"]
