"""Writing the register: add entries, sign heads, tell witnesses, lock and unlock."""

from lms.register.services.appending import append, hold
from lms.register.services.heads import ask_to_sign, sign_head
from lms.register.services.locking import lock, unlock

__all__ = ["append", "ask_to_sign", "hold", "lock", "sign_head", "unlock"]
