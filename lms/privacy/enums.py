"""Fixed words of privacy."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What is asked: to have read the notice, or to agree to something that may be refused."""

    NOTICE = "notice"
    PHOTOS = "photos"
    CONTACT = "contact"  # be written to about later trainings
    LIST = "list"  # own name and agency on the list that all participants get


class ConsentWay(StrEnum):
    LINK = "link"
    ACCOUNT = "account"
    PAPER = "paper"
