"""The doors to one person's answers: open, started and not yet submitted, or a named refusal.

Whoever passes one holds a lock until the transaction ends: on the invitation or on the response,
in this order where both are needed, as closing does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from surveys import access, queries
from surveys.access import LinkExpired, LinkRevoked, LinkUnknown
from surveys.models import Invitation, InvitationState, Response


class NotStarted(Exception):  # noqa: N818 - reads as what happened
    """Nothing was started over this invitation."""


class AlreadySubmitted(Exception):  # noqa: N818 - reads as what happened
    """Submitted, and final."""


@contextmanager
def open_response(invitation: Invitation, now: datetime) -> Iterator[Response]:
    """The started response, locked until the block ends; the assessment is still open.

    Raises NotStarted, AlreadySubmitted, LinkRevoked, LinkExpired, AssessmentNotOpen or
    LinkUnknown.
    """
    assessment = invitation.assessment
    with transaction.atomic():
        found = queries.started(invitation.pk)
        if found is None:
            raise not_started(invitation)
        key, state, assessment.state, assessment.closes_on = found
        if state == InvitationState.REVOKED:
            raise LinkRevoked
        access.check_open(assessment, now=now)
        yield Response(key=key)


def locked_invitation(invitation: Invitation, now: datetime) -> Invitation:
    """The invitation, locked, not answered and of an open assessment.

    Raises AlreadySubmitted, LinkRevoked, LinkExpired, AssessmentNotOpen or LinkUnknown.
    """
    locked = queries.invitations().select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if locked is None:
        raise _gone(invitation)
    access.check_usable(locked, now=now)
    if locked.state == InvitationState.ANSWERED:
        raise AlreadySubmitted
    return locked


def not_started(invitation: Invitation) -> Exception:
    """Why there is no response to be had over this invitation."""
    found = queries.invitations().filter(pk=invitation.pk).first()
    if found is None:
        return _gone(invitation)
    if found.state == InvitationState.REVOKED:
        return LinkRevoked()
    if found.state == InvitationState.ANSWERED:
        return AlreadySubmitted()
    return NotStarted()


def _gone(invitation: Invitation) -> Exception:
    """Closing writes the invitations anew, so one that was loaded before is not found after."""
    assessment = queries.assessment_by_code(invitation.assessment.code)
    if assessment is not None and assessment.state in access.OVER:
        return LinkExpired(assessment)
    return LinkUnknown()
