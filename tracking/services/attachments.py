"""Private files of candidates: checked before they are kept, handed out only to who sees the candidate."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from config.base.documents import inspect
from config.base.errors import Conflict
from config.base.models import User
from config.base.private_files import kept_only_if_all_goes_well
from tracking.enums import AttachmentKind
from tracking.models import Attachment
from tracking.services.locks import lock_candidate


def add_attachment(
    candidate_id: UUID, *, actor: User, upload: UploadedFile, kind: str = AttachmentKind.RESUME
) -> Attachment:
    """Keeps a PDF, DOCX or text file; a resume becomes the candidate's present one.

    Raises Invalid for what is none of these, too large, empty, active or hostile; Missing, Conflict.
    """
    content = upload.read()
    content_type = inspect(upload.name or "", content)
    with kept_only_if_all_goes_well(f"attachments/{candidate_id}", content) as path, transaction.atomic():
        candidate = lock_candidate(candidate_id, actor)
        if candidate.anonymised_at:
            raise Conflict("This candidate has been anonymised.", code="anonymised")
        attachment = Attachment.objects.create(
            candidate=candidate,
            kind=kind,
            file=path,
            original_name=PurePath(upload.name or "file").name[-255:],
            content_type=content_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            uploaded_by=actor,
        )
        if kind == AttachmentKind.RESUME:
            candidate.resume = attachment
            candidate.save(update_fields=["resume"])
    return attachment
