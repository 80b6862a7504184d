"""Work done outside of requests: the life of a job, from its row to its end.

The row is the truth. The queue's entry is a wake-up: one that is lost is missed by the sweep
(``job_upkeep``), and one too many finds nothing to claim. Every change of state is one conditional
UPDATE, so that two who try the same at once do it once.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import task

from surveys.models import Assessment, Job, JobState, Organisation, Release, User
from surveys.services import audit

logger = logging.getLogger("surveys.jobs")

LEASE = timedelta(seconds=60)
"""A worker that says nothing for so long is taken for dead."""
BEAT, LOOK = timedelta(seconds=15), timedelta(seconds=1)
BACK_OFF = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
)
MOST_TRIES = len(BACK_OFF) + 1
MOST_INTERRUPTIONS = 20
"""Times a worker may die over a job; seldom the job's fault, so not one of its tries."""
ACTIVE = (JobState.WAITING, JobState.RUNNING)

Clock = Callable[[], datetime]


class LeaseLost(Exception):  # noqa: N818 - reads as what happened
    """Somebody else has the job now; nothing may be stored for it any more."""


class Cancelled(Exception):  # noqa: N818 - reads as what happened
    """The job's owner no longer wants it."""


class Refused(Exception):  # noqa: N818 - reads as what happened
    """Trying again would not help; the message says in plain words why, and what to do."""


class Later(Exception):  # noqa: N818 - reads as what happened
    """The job is to go on after ``wait``. Nothing is wrong with it, so it costs none of its tries.

    ``reason``: why it waits, in plain words, where there is something to tell.
    """

    def __init__(self, wait: timedelta, reason: str = "") -> None:
        self.wait, self.reason = wait, reason
        super().__init__(reason)


class NotPossible(Exception):  # noqa: N818 - reads as what happened
    """The job's state does not allow that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``work``: the function that does it, by name. The higher ``priority``, the earlier."""

    work: str
    priority: int = 0


KINDS = {
    "report": Kind(work="surveys.services.report_job.work", priority=-10),
    "sample": Kind(work="surveys.services.dry_run.work", priority=-15),
    "tidy": Kind(work="surveys.services.job_upkeep.tidy", priority=-20),
    "roster": Kind(work="surveys.services.roster_job.work"),
    "mail": Kind(work="surveys.services.mail_delivery.work", priority=-10),
    "reminder": Kind(work="surveys.services.reminders.work", priority=-10),
}


def enqueue(
    *,
    kind: str,
    subject: str,
    now: datetime,
    organisation: Organisation | None = None,
    assessment: Assessment | None = None,
    release: Release | None = None,
    user: User | None = None,
) -> Job:
    """A job of this kind about this subject; the one that waits or runs, where there is one.

    Joins the caller's transaction: what is rolled back was never asked for.
    """
    with transaction.atomic():
        job, made = Job.objects.get_or_create(
            kind=kind,
            subject=subject,
            state__in=ACTIVE,
            defaults={
                "organisation": organisation,
                "assessment": assessment,
                "release": release,
                "user": user,
                "created_at": now,
                "not_before": now,
            },
        )
        if made:
            wake(job)
    return job


def wake(job: Job) -> None:
    """Put the job in the queue, for when it is due."""
    kind = KINDS[job.kind]
    due = run.using(run_after=job.not_before, priority=kind.priority)
    Job.objects.filter(pk=job.pk).update(entry=due.enqueue(job.code).id)


@task()
def run(code: str) -> None:
    """What the queue calls. Raises nothing but what stops the worker or the database."""
    work_off(code, clock=timezone.now)


def work_off(code: str, *, clock: Clock) -> None:
    """Claim the job and do its work. Does nothing where it is not to be had."""
    held = claim(code, clock=clock)
    if held is None:
        return
    try:
        import_string(KINDS[held.job.kind].work)(held)
        held.finish()
    except LeaseLost:
        logger.warning("job %s went to another worker", code)
    except Cancelled:
        held.cancel()
    except Later as later:
        held.give_back(wait=later.wait, error=later.reason)
    except Refused as error:
        held.fail(str(error), again=False)
    except Exception as error:
        logger.exception("job %s failed", code)
        held.fail(unexpected(error), again=True)
    except BaseException:
        # The worker is told to stop: not the job's fault, so not one of its tries.
        held.give_back()
        raise


def claim(code: str, *, clock: Clock) -> Held | None:
    """The job, ours until its lease ends; None when another has it, or it waits for later."""
    now, owner = clock(), f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(6)}"
    job = Job.objects.filter(code=code).first()
    if job is None:
        return None
    claimed = Job.objects.filter(
        pk=job.pk, state=JobState.WAITING, tries=job.tries, not_before__lte=now
    ).update(
        state=JobState.RUNNING,
        tries=job.tries + 1,
        lease_owner=owner,
        lease_until=now + LEASE,
        started_at=now,
        step="",
        progress=0,
    )
    if not claimed:
        return None
    job = Job.objects.select_related("organisation", "assessment", "release", "user").get(pk=job.pk)
    return Held(job=job, owner=owner, clock=clock, beaten=now, looked=now)


@dataclass(kw_only=True)
class Held:
    """A job that this process works on. Whatever changes it fails once the lease is lost."""

    job: Job
    owner: str
    clock: Clock
    beaten: datetime
    looked: datetime = field(repr=False)

    def step(self, name: str, progress: int, **fields: Any) -> None:  # noqa: ANN401 - as update()
        """Say what is being done. In a transaction it guards what is stored in it.

        Raises LeaseLost.
        """
        self._beat(step=name, progress=progress, **fields)
        self.job.step, self.job.progress = name, progress

    def watch(self) -> None:
        """Keep the lease while something takes its time; to be called every second or so.

        Raises LeaseLost or Cancelled.
        """
        now = self.clock()
        if now - self.beaten >= BEAT:
            self._beat()
        if now - self.looked >= LOOK:
            self.looked = now
            if self._ours().filter(cancel_requested=True).exists():
                raise Cancelled

    def finish(self) -> None:
        """Running → done. Raises LeaseLost."""
        self._leave(state=JobState.DONE, progress=100, error="", finished_at=self.clock())

    def fail(self, error: str, *, again: bool) -> None:
        """Running → waiting for the next try, or failed."""
        with transaction.atomic():
            fields = after_failure(self.job, error=error, again=again, now=self.clock())
            if self._ours().update(**fields) and fields["state"] == JobState.WAITING:
                self.job.not_before = fields["not_before"]
                wake(self.job)

    def cancel(self) -> None:
        """Running → cancelled."""
        self._leave(state=JobState.CANCELLED, finished_at=self.clock())

    def give_back(self, *, wait: timedelta = timedelta(0), error: str = "") -> None:
        """Running → waiting, as if it had not been tried."""
        due = self.clock() + wait
        with transaction.atomic():
            fields = NO_LEASE | {"tries": self.job.tries - 1, "not_before": due, "error": error}
            if self._ours().update(state=JobState.WAITING, **fields):
                self.job.not_before = due
                wake(self.job)

    def _beat(self, **fields: Any) -> None:  # noqa: ANN401 - as update()
        now = self.clock()
        if not self._ours().update(lease_until=now + LEASE, **fields):
            raise LeaseLost
        self.beaten = now

    def _leave(self, **fields: Any) -> None:  # noqa: ANN401 - as update()
        if not self._ours().update(**NO_LEASE, **fields):
            raise LeaseLost

    def _ours(self) -> Any:  # noqa: ANN401 - a queryset
        return Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, lease_owner=self.owner)


NO_LEASE: dict[str, Any] = {"lease_owner": "", "lease_until": None, "cancel_requested": False}


def after_failure(job: Job, *, error: str, again: bool, now: datetime) -> dict[str, Any]:
    """What a running job becomes when a try has failed: waiting for the next, or failed."""
    if again and job.tries < MOST_TRIES:
        due = now + BACK_OFF[job.tries - 1]
        return NO_LEASE | {"state": JobState.WAITING, "not_before": due, "error": error}
    return NO_LEASE | {"state": JobState.FAILED, "finished_at": now, "error": error}


def after_interruption(job: Job, *, error: str, now: datetime) -> dict[str, Any]:
    """What a running job becomes when its worker has died."""
    count = job.interruptions + 1
    fields = NO_LEASE | {"interruptions": count, "tries": job.tries - 1, "error": error}
    if count >= MOST_INTERRUPTIONS:
        return fields | {"state": JobState.FAILED, "finished_at": now}
    due = now + BACK_OFF[min(count, len(BACK_OFF)) - 1]
    return fields | {"state": JobState.WAITING, "not_before": due}


def unexpected(error: Exception) -> str:
    """Plain words for what nobody foresaw."""
    return _(
        "Something went wrong (%(name)s). Try again later; if it fails again, tell whoever runs "
        "this site."
    ) % {"name": type(error).__name__}


def cancel(*, job: Job, user: User | None, now: datetime) -> None:
    """Waiting → cancelled; a running one is told to stop. Raises NotPossible."""
    rows = Job.objects.filter(pk=job.pk)
    with transaction.atomic():
        waiting = rows.filter(state=JobState.WAITING)
        if not waiting.update(state=JobState.CANCELLED, finished_at=now):
            running = rows.filter(state=JobState.RUNNING)
            if not running.update(cancel_requested=True):
                raise NotPossible
        _note("job cancelled", job, user, now)


def retry(*, job: Job, user: User | None, now: datetime) -> None:
    """Failed or cancelled → waiting, with all of its tries. Raises NotPossible."""
    with transaction.atomic():
        rows = Job.objects.select_for_update().filter(kind=job.kind, subject=job.subject)
        if rows.filter(state__in=ACTIVE).exists():
            raise NotPossible
        over = rows.filter(pk=job.pk, state__in=(JobState.FAILED, JobState.CANCELLED))
        fields = {"error": "", "step": "", "progress": 0, "tries": 0, "interruptions": 0}
        if not over.update(state=JobState.WAITING, not_before=now, finished_at=None, **fields):
            raise NotPossible
        job.not_before = now
        wake(job)
        _note("job retried", job, user, now)


def _note(what: str, job: Job, user: User | None, now: datetime) -> None:
    if job.assessment is not None:
        details = f"{job.kind} {job.code}"
        audit.note(what, assessment=job.assessment, user=user, now=now, details=details)
