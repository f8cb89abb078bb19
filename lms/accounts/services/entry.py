"""Single-use ways in: invitations, resets, printed slips."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import current_app

from lms.accounts import rules
from lms.accounts.enums import TokenPurpose
from lms.accounts.identity import identity_of
from lms.accounts.limits import Tries, plain_login, tries
from lms.accounts.models import AccessToken, Account, Person, SignIn
from lms.accounts.policies import Permission
from lms.accounts.services.logins import create_account, set_password
from lms.accounts.services.sign_in import SignInStep, after_first_step, usable_account
from lms.accounts.services.standing import person_for, person_row
from lms.audit import services as audit
from lms.core.access import ANONYMOUS, SYSTEM, Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import Refused
from lms.core.ids import hash_token, new_id, new_token, random_id
from lms.core.jobs import enqueue
from lms.core.messages import N_
from lms.core.settings import Settings
from lms.outbox import services as outbox


@dataclass(frozen=True)
class EntryLink:
    """A link that was just made. It can be shown now and never again: only its hash is stored."""

    url: str
    username: str
    expires_at: datetime
    mailed_to: str | None


@dataclass(frozen=True)
class Slip:
    """What is printed for a person without e-mail: user name, one-time code, link for the QR."""

    username: str
    code: str
    url: str
    expires_at: datetime


@dataclass(frozen=True)
class OpenLink:
    """A link that is good now: what it is for, and whose account it opens."""

    token_id: uuid.UUID
    account_id: uuid.UUID
    person_id: uuid.UUID
    purpose: TokenPurpose


def invite(*, actor: Identity, person_id: uuid.UUID, by_mail: bool) -> EntryLink:
    """Make an invitation of seven days, with an account where there is none.

    Raises Refused for `by_mail` where the person has no e-mail address.
    """
    person = person_for(actor, Permission.HELP_SIGN_IN, person_id)
    if by_mail and not person.email:
        raise Refused(N_("This person has no e-mail address. Show the link, or print a slip."))
    _refuse_archived(person)
    account = create_account(actor=actor, person_id=person_id)
    _refuse_closed(account)
    token, row = _issue(account, TokenPurpose.INVITATION)
    link = EntryLink(
        _url(token), account.username, row.expires_at, person.email if by_mail else None
    )
    if by_mail:
        _mail(person, account, link, "accounts/invitation", actor)
    audit.record(
        actor,
        "accounts.invited",
        object_type="account",
        object_id=account.id,
        summary=N_("Invitation for %(name)s.", name=person.full_name),
        after={"mailed": by_mail, "expires_at": row.expires_at},
    )
    return link


def request_reset(*, login: str, address: str) -> None:
    """Ask for a reset link. The same is done, and nothing is answered, whether or not the
    account exists: a job is queued with the account's id, or with an id of nobody.

    Raises Throttled.
    """
    name = plain_login(login)
    counted = Tries("reset", name, address)
    counted.check()
    counted.failed()
    account = usable_account(name)
    known = account.id if account is not None else random_id()
    enqueue("accounts.send_reset", requested_by=ANONYMOUS, account_id=known)


def send_reset(*, account_id: uuid.UUID) -> None:
    """Mail a reset link of half an hour; nothing where there is no account or no address."""
    account = db.session.get(Account, account_id)
    if account is None or account.disabled_at is not None:
        return
    person = person_row(account.person_id)
    address = account.email or person.email
    if address is None or person.archived_at is not None:
        return
    token, row = _issue(account, TokenPurpose.RESET)
    link = EntryLink(_url(token), account.username, row.expires_at, address)
    _mail(person, account, link, "accounts/reset", SYSTEM)


def issue_slip(
    *, actor: Identity, person_id: uuid.UUID, valid_until: datetime | None = None
) -> Slip:
    """Make a printed slip: good once, until `valid_until` (the end of the course session) and
    seven days at most. An account is made where there is none; an older slip is void."""
    person = person_for(actor, Permission.HELP_SIGN_IN, person_id)
    _refuse_archived(person)
    account = create_account(actor=actor, person_id=person_id)
    _refuse_closed(account)
    if valid_until is not None and valid_until <= utcnow():
        raise Refused(N_("The session is over: a slip would be void at once. Send an invitation."))
    code = rules.new_code()
    token, row = _issue(account, TokenPurpose.SLIP, until=valid_until)
    row.code_hash = _code_hash(row.id, code)
    db.session.flush()
    audit.record(
        actor,
        "accounts.slip_issued",
        object_type="account",
        object_id=account.id,
        summary=N_("Sign-in slip for %(name)s.", name=person.full_name),
        after={"expires_at": row.expires_at},
    )
    return Slip(account.username, code, _url(token), row.expires_at)


def open_link(*, token: str) -> OpenLink | None:
    """What a link opens, or None where it is unknown, used, expired or void (all alike).

    Looking uses nothing up, so that scanners of mail do no harm.
    """
    return _open(AccessToken.token_hash == hash_token(token))


def note_bad_link(*, address: str) -> None:
    """Count a link that opened nothing against its address. Raises Throttled.

    Only bad links are counted and delayed: a good one opens whatever others try beside it.
    """
    counted = Tries("link", "any", address)
    counted.check()
    counted.failed()


def use_link(*, token: str, password_hash: str | None = None) -> SignInStep | None:
    """Use a link up and go on with the sequence; None where it is good no more.

    Invitation and reset need the hash of the new password (`make_password_hash`); a slip has none.
    """
    link = _open(AccessToken.token_hash == hash_token(token))
    if link is None or (password_hash is None) != (link.purpose is TokenPurpose.SLIP):
        return None
    if not _use_up(link.token_id):
        return None
    account = db.session.get_one(Account, link.account_id)
    if password_hash is not None:
        owner = identity_of(link.person_id)
        set_password(actor=owner, account_id=account.id, password_hash=password_hash)
    return after_first_step(account, link.purpose.value)


def use_code(*, login: str, code: str, address: str, browser: str = "") -> SignInStep:
    """Enter by the code of a slip, typed with the user name. Raises Throttled.

    The caller keeps the transaction also for WRONG, which counts the failure.
    """
    name = plain_login(login)
    account = usable_account(name)
    counted = tries("code", name, address, account.id if account else None, browser)
    counted.check()
    nobody = random_id()
    link = _open(
        AccessToken.account_id == (account.id if account else nobody),
        AccessToken.purpose == TokenPurpose.SLIP,
    )
    row = db.session.get(AccessToken, link.token_id) if link else None
    stored = (row.code_hash if row else None) or ""
    given = _code_hash(row.id if row else nobody, code)
    right = hmac.compare_digest(stored, given)
    if not right or account is None or row is None or not _use_up(row.id):
        counted.failed()
        return SignInStep.WRONG
    counted.passed()
    return after_first_step(account, TokenPurpose.SLIP.value)


def _issue(
    account: Account, purpose: TokenPurpose, until: datetime | None = None
) -> tuple[str, AccessToken]:
    """A new link; older ones of the same purpose are void."""
    now = utcnow()
    db.session.execute(
        sa.update(AccessToken)
        .where(
            AccessToken.account_id == account.id,
            AccessToken.purpose == purpose,
            AccessToken.used_at.is_(None),
        )
        .values(used_at=now)
    )
    token = new_token()
    row = AccessToken(
        id=new_id(),
        account_id=account.id,
        purpose=purpose,
        token_hash=hash_token(token),
        created_at=now,
        expires_at=rules.expiry(purpose, now, until),
    )
    db.session.add(row)
    db.session.flush()
    return token, row


def _open(*criteria: sa.ColumnElement[bool]) -> OpenLink | None:
    row = db.session.execute(
        unscoped(
            sa.select(
                AccessToken.id, AccessToken.account_id, Account.person_id, AccessToken.purpose
            )
            .join(Account, Account.id == AccessToken.account_id)
            .join(Person, Person.id == Account.person_id)
            .where(
                *criteria,
                AccessToken.used_at.is_(None),
                AccessToken.expires_at > utcnow(),
                Account.disabled_at.is_(None),
                Person.archived_at.is_(None),
            )
            .order_by(AccessToken.created_at.desc())
            .limit(1),
            because="the holder of a link is not signed in yet",
        )
    ).one_or_none()
    return OpenLink(*row) if row else None


def _use_up(token_id: uuid.UUID) -> bool:
    """Mark a link used; of two that arrive at once, one gets True."""
    done = db.session.execute(
        sa.update(AccessToken)
        .where(AccessToken.id == token_id, AccessToken.used_at.is_(None))
        .values(used_at=utcnow())
        .execution_options(synchronize_session="fetch")
    )
    return bool(getattr(done, "rowcount", 0) == 1)


def _code_hash(token_id: uuid.UUID, code: str) -> str:
    """A hash keyed by the installation's secret: a copy of the database alone guesses no code."""
    message = b"concord slip code" + token_id.bytes + rules.plain_code(code).encode()
    return hmac.new(str(current_app.secret_key).encode(), message, hashlib.sha256).hexdigest()


def _url(token: str) -> str:
    settings: Settings = current_app.extensions["concord.settings"]
    return f"{settings.base_url.rstrip('/')}/enter/{token}"


def _mail(
    person: Person, account: Account, link: EntryLink, template: str, actor: Identity
) -> None:
    settings: Settings = current_app.extensions["concord.settings"]
    outbox.send(
        template=template,
        language=person.language or settings.languages[0],
        address=link.mailed_to,
        values={
            "name": person.full_name,
            "username": account.username,
            "url": link.url,
            "expires_at": link.expires_at,
            "zone": settings.time_zone,
            "installation_name": settings.installation_name,
        },
        person_id=person.id,
        requested_by=actor,
    )


def _refuse_archived(person: Person) -> None:
    if person.archived_at is not None:
        raise Refused(N_("This record is archived. Restore it first."))


def _refuse_closed(account: Account) -> None:
    if account.disabled_at is not None:
        raise Refused(N_("This account is closed. Open it again first."))


def tidy() -> None:
    """Delete links that expired and sign-ins that nobody used for `rules.KEPT`."""
    before = utcnow() - rules.KEPT
    db.session.execute(sa.delete(AccessToken).where(AccessToken.expires_at < before))
    db.session.execute(sa.delete(SignIn).where(SignIn.seen_at < before))
