"""Taking in an emblem or logo."""

import sqlalchemy as sa

from lms.audit.services import record
from lms.core import files
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.designs.models import DesignPicture
from lms.designs.policies import Permission
from lms.designs.rules import pictures

OWNER = "designs.pictures"


def take_in(*, actor: Identity, data: bytes, name: str) -> str:
    """Check a picture, write it anew and keep it; returns the hash of its new bytes.

    Raises Invalid at the field `picture`, saying what to do.
    """
    require(actor, Permission.MAKE_DESIGN)
    try:
        picture = pictures.checked(data)
    except pictures.Unfit as unfit:
        raise Invalid([FieldError("picture", unfit.message)]) from unfit
    digest = picture.sha256
    known = db.session.scalar(sa.select(DesignPicture.id).where(DesignPicture.sha256 == digest))
    if known is not None:
        return digest
    clean = " ".join(name.split())[:120] or N_("picture").english()
    stored = files.put(
        picture.data, media_type=picture.media_type, owner=OWNER, name=f"{digest[:16]}"
    )
    row = DesignPicture(
        sha256=digest,
        media_type=picture.media_type,
        name=clean,
        file_id=stored.id,
        created_at=utcnow(),
        made_by=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    record(
        actor,
        "designs.picture_taken_in",
        object_type="certificate_design_picture",
        object_id=row.id,
        summary=N_("Took in a picture for certificates: %(name)s.", name=clean),
    )
    return digest
