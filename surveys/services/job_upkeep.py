"""What keeps jobs going when nobody looks: sweeping, schedules, and tidying up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from surveys.models import Job, JobState, RosterImport
from surveys.services.jobs import NO_LEASE, Held, after_interruption, wake

AT_ONCE = 500
SCHEDULES = {"tidy": timedelta(days=1)}
"""Kind, and how often from midnight UTC on."""
ENTRIES_KEPT, JOBS_KEPT = timedelta(days=1), timedelta(days=90)
IMPORTS_KEPT = timedelta(days=30)
"""Of people's lists: what was confirmed is in the roster, what was not is not wanted."""


def tick(*, now: datetime) -> None:
    """A job for every schedule whose time has come: once, however many workers ask."""
    for kind, every in SCHEDULES.items():
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        slot = midnight + (now - midnight) // every * every
        with transaction.atomic():
            job, made = Job.objects.get_or_create(
                kind=kind,
                slot=slot,
                defaults={"subject": slot.isoformat(), "created_at": now, "not_before": now},
            )
            if made:
                wake(job)


def sweep(*, now: datetime) -> None:
    """Take back what dead workers held, and wake what has lost its place in the queue."""
    for job in Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)[:AT_ONCE]:
        _take_back(job, now)
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY).values("id")
    for job in Job.objects.filter(state=JobState.WAITING).exclude(entry__in=ready)[:AT_ONCE]:
        with transaction.atomic():
            wake(job)


def _take_back(job: Job, now: datetime) -> None:
    error = _(
        "The program that worked on this stopped. Try again; if it fails again, tell whoever runs "
        "this site."
    )
    fields = (
        NO_LEASE | {"state": JobState.CANCELLED, "finished_at": now}
        if job.cancel_requested
        else after_interruption(job, error=error, now=now)
    )
    with transaction.atomic():
        # As it was read: its worker may be alive after all, or another sweep was quicker.
        same = Job.objects.filter(
            pk=job.pk,
            state=JobState.RUNNING,
            lease_owner=job.lease_owner,
            lease_until=job.lease_until,
        )
        if same.update(**fields) and fields["state"] == JobState.WAITING:
            job.not_before = fields["not_before"]
            wake(job)


def tidy(held: Held) -> None:
    """Forget entries of the queue, old jobs and sessions that nobody needs any more."""
    now = held.clock()
    DBTaskResult.objects.exclude(status=TaskResultStatus.READY).filter(
        started_at__lt=now - ENTRIES_KEPT
    ).delete()
    Job.objects.filter(finished_at__lt=now - JOBS_KEPT).delete()
    RosterImport.objects.filter(created_at__lt=now - IMPORTS_KEPT).delete()
    call_command("clearsessions")
