"""Mail that leaves: a row in the transaction of the act, sent by the worker afterwards.

Other rooms need `send` alone.
"""

from lms.outbox.services.sending import send

__all__ = ["send"]
