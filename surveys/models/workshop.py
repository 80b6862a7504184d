"""A live workshop: people vote on phones, see where they disagree, and agree.

What is agreed becomes a ``Decision`` of the assessment at once. Votes are rows under a seat's key
while the room is open; when it ends they become counts, and the keys are dropped: nobody, not even
the operator, can look up who voted what.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.assessment import LONGEST_CODE, Assessment
from surveys.models.codes import CODE_LENGTH, public_code
from surveys.models.organisation import Department
from surveys.models.release import Release

JOIN_CODE_LENGTH = 8
LONGEST_NAME = 60
LONGEST_VALUE = 64


class Stage(models.TextChoices):
    """prepared → lobby → trial → items ⇄ bulk → dots → actions → ended."""

    PREPARED = "prepared", _("Prepared")
    LOBBY = "lobby", _("Lobby")
    TRIAL = "trial", _("Trial question")
    ITEMS = "items", _("Voting")
    BULK = "bulk", _("Agreed items")
    DOTS = "dots", _("Priorities")
    ACTIONS = "actions", _("Actions")
    ENDED = "ended", _("Ended")


class Mode(models.TextChoices):
    """What is voted on."""

    BOTH = "both", _("Level and owner")
    LEVEL = "level", _("Level only")
    OWNER = "owner", _("Owner only")


class Why(models.TextChoices):
    """Why an activity is on the agenda; in the order in which findings count."""

    ORPHANED = "orphaned", _("Nobody is seen as owner")
    CONTESTED = "contested", _("Several are seen as owner")
    DEFAULTED = "defaulted", _("Left to a default owner")
    DISAGREEMENT = "disagreement", _("Answers differ most")
    GAP = "gap", _("Large gap to the target")
    AGREED = "agreed", _("Already agreed")
    CHOSEN = "chosen", _("Chosen by the consultant")


class Phase(models.TextChoices):
    """Where an item of the agenda is.

    waiting → level_open → level_shown → owner_open → owner_shown → decided | parked. Which of them
    an item passes depends on its mode; a second round goes back from shown to open.
    """

    WAITING = "waiting", _("Waiting")
    LEVEL_OPEN = "level_open", _("Voting on the level")
    LEVEL_SHOWN = "level_shown", _("Level shown")
    OWNER_OPEN = "owner_open", _("Voting on the owner")
    OWNER_SHOWN = "owner_shown", _("Owner shown")
    DECIDED = "decided", _("Decided")
    PARKED = "parked", _("Parked")


class About(models.TextChoices):
    """What a vote is about."""

    LEVEL = "level", _("Level")
    OWNER = "owner", _("Owner")
    TRIAL = "trial", _("Trial")


class Workshop(models.Model):
    """``rev`` grows with every change, ``step`` with every change of what is on the screens.

    ``join_code`` exists while the door is open. ``release`` is what the agenda was proposed from,
    none where there was no survey. ``timer_ends`` warns and closes nothing. ``lead_seen`` is when a
    facilitator's page last asked. ``dots_shown``: enough gave dots, and the screens have said what
    they come to. ``takeover_hash`` is of the code with which somebody else takes the lead,
    ``screen_number`` part of what the projector's link is made of. ``undo_until`` bounds taking
    back what was decided on ``undoes``; ``undo`` is what was there before.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=public_code)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="workshops")
    release = models.ForeignKey(
        Release, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=90)
    anonymous = models.BooleanField(default=True)
    stage = models.CharField(max_length=16, choices=Stage, default=Stage.PREPARED)
    current = models.ForeignKey(
        "AgendaItem", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    join_code = models.CharField(max_length=JOIN_CODE_LENGTH, unique=True, null=True, blank=True)
    locked = models.BooleanField(default=False)
    rev = models.PositiveIntegerField(default=0)
    step = models.PositiveIntegerField(default=0)
    timer_ends = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    lead_seen = models.DateTimeField(null=True, blank=True)
    dots_shown = models.BooleanField(default=False, editable=False)
    takeover_hash = models.CharField(max_length=64, blank=True)
    screen_number = models.PositiveSmallIntegerField(default=0)
    undoes = models.ForeignKey(
        "AgendaItem", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undo_until = models.DateTimeField(null=True, blank=True)
    undo = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="workshop_stage"
            ),
            models.CheckConstraint(
                condition=models.Q(join_code__isnull=True) | ~models.Q(stage="ended"),
                name="workshop_ended_lets_nobody_in",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """An activity on the agenda.

    ``bulk``: accepted together with others as the survey has it. The rounds count from 1; there are
    two at most, and ``levels_shown`` and ``owners_shown`` say how many of them everybody has seen.
    ``level`` and ``owner_department`` are what this room agreed. ``dots`` are counted when the room
    ends.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="items")
    activity = models.CharField(max_length=LONGEST_CODE)
    position = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.BOTH)
    why = models.CharField(max_length=16, choices=Why, default=Why.CHOSEN)
    bulk = models.BooleanField(default=False)
    phase = models.CharField(max_length=16, choices=Phase, default=Phase.WAITING)
    level_round = models.PositiveSmallIntegerField(default=1)
    owner_round = models.PositiveSmallIntegerField(default=1)
    levels_shown = models.PositiveSmallIntegerField(default=0)
    owners_shown = models.PositiveSmallIntegerField(default=0)
    level = models.CharField(max_length=LONGEST_CODE, blank=True)
    owner_department = models.ForeignKey(
        Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    evidence = models.CharField(max_length=1000, blank=True)
    dots = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "activity"], name="agenda_activity_once"),
            models.CheckConstraint(
                condition=models.Q(mode__in=Mode.values)
                & models.Q(why__in=Why.values)
                & models.Q(phase__in=Phase.values),
                name="agenda_words",
            ),
            models.CheckConstraint(
                condition=models.Q(level_round__gte=1, level_round__lte=2)
                & models.Q(owner_round__gte=1, owner_round__lte=2),
                name="agenda_two_rounds",
            ),
            models.CheckConstraint(
                condition=models.Q(levels_shown__lte=models.F("level_round"))
                & models.Q(owners_shown__lte=models.F("owner_round")),
                name="agenda_shown_were_held",
            ),
        ]

    def __str__(self) -> str:
        return self.activity


class Seat(models.Model):
    """Somebody in the room. ``name`` may be empty, and an anonymous room asks no department.

    ``key`` is what votes are stored under, ``cookie_hash`` of the secret in the newest device's
    cookie, ``short_code`` what somebody types to go on with another device. All three are dropped
    when the room ends or the seat is removed.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="seats")
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=public_code)
    key = models.UUIDField(unique=True, null=True, default=uuid.uuid4, editable=False)
    cookie_hash = models.CharField(
        max_length=64, unique=True, null=True, blank=True, editable=False
    )
    short_code = models.CharField(max_length=8, unique=True, null=True, blank=True, editable=False)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    department = models.ForeignKey(
        Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    observes = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Vote(models.Model):
    """One seat's value in one round. ``item`` is none for the trial question."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="votes")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.CASCADE, null=True, blank=True, related_name="votes"
    )
    about = models.CharField(max_length=8, choices=About)
    round = models.PositiveSmallIntegerField(default=1)
    seat_key = models.UUIDField()
    value = models.CharField(max_length=LONGEST_VALUE)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "about", "round", "seat_key"], name="vote_once"
            ),
            models.UniqueConstraint(
                fields=["workshop", "seat_key"],
                condition=models.Q(item__isnull=True),
                name="vote_trial_once",
            ),
            models.CheckConstraint(condition=models.Q(about__in=About.values), name="vote_about"),
        ]

    def __str__(self) -> str:
        return str(self.item)


class VoteCount(models.Model):
    """How many voted so: typed in from paper (``by_hand``), or what votes became at the end."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="counts")
    about = models.CharField(max_length=8, choices=About)
    round = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=LONGEST_VALUE)
    n = models.PositiveIntegerField()
    by_hand = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "about", "round", "value", "by_hand"], name="vote_count_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value}: {self.n}"


class Dot(models.Model):
    """One of a seat's three marks on what matters most."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="given_dots")
    seat_key = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "seat_key"], name="dot_once"),
        ]

    def __str__(self) -> str:
        return str(self.item)


class OwnerStatus(models.TextChoices):
    """Whether somebody took on what the room gave them."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class Owner(models.Model):
    """A named person asked to own an activity, or actions on it.

    ``accountable``: for the department that the decision makes accountable. Who sits in the room
    accepts on the phone of ``seat``; others by mail, over a link made of ``key`` and ``number``.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="owners")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    seat = models.ForeignKey(
        Seat, on_delete=models.SET_NULL, null=True, blank=True, related_name="owned"
    )
    accountable = models.BooleanField(default=False)
    number = models.PositiveSmallIntegerField(default=0)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    status = models.CharField(max_length=16, choices=OwnerStatus, default=OwnerStatus.PROPOSED)
    status_on = models.DateField(null=True, blank=True)
    said = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "name"], name="owner_once"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(accountable=True), name="owner_one_accountable"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=OwnerStatus.values), name="owner_status"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Action(models.Model):
    """What is to be done, by whom and when. None leaves the room without both."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=public_code)
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(
        Owner, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(text=""), name="action_has_text"),
        ]

    def __str__(self) -> str:
        return self.text
