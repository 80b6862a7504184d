"""What the mail to who was named in a workshop says of what they are asked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys import owner_access
from surveys.models import Assessment, Owner
from surveys.services import room_owners
from surveys.services.model_versions import in_words, model_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerWords:
    """``department``: for which the person is accountable, or empty; ``actions``: how many."""

    activity: str
    day: date | None
    department: str
    actions: int

    def values(self, assessment: Assessment) -> dict[str, str]:
        """What stands for the placeholders, in the active language."""
        activity = in_words(assessment).activities.get(self.activity)
        return {
            "activity": activity.title if activity else self.activity,
            "asked": self._asked(),
            "day": date_format(self.day, "DATE_FORMAT") if self.day else _("the day"),
        }

    def _asked(self) -> str:
        answers = _("to answer for it on behalf of %(department)s") % {
            "department": self.department
        }
        done = ngettext(
            "to see to %(n)s action on it", "to see to %(n)s actions on it", self.actions
        ) % {"n": self.actions}
        if self.department and self.actions:
            return _("%(one)s, and %(other)s") % {"one": answers, "other": done}
        return answers if self.department else done


def owner_of(key: str) -> Owner | None:
    """The owner that a mail is for, if there still is one. ``key`` is what the mail has of it."""
    return owner_access.owners().filter(key=uuid.UUID(hex=key)).first() if key else None


def of(owner: Owner) -> OwnerWords:
    asked = room_owners.asked_of(owner)
    return OwnerWords(
        activity=asked.activity,
        day=asked.held_on,
        department=asked.department,
        actions=len(asked.actions),
    )


def example(assessment: Assessment) -> OwnerWords:
    """Of the first activity and the first department, for previews."""
    row = assessment.scope.order_by("department__name").first()
    return OwnerWords(
        activity=next(iter(model_of(assessment).activities), ""),
        day=None,
        department=row.department.name if row else "",
        actions=1,
    )
