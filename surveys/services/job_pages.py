"""What the pages and the command show of jobs, as frozen values in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys import queries
from surveys.models import Assessment, Job, JobState, Organisation
from surveys.services.jobs import ACTIVE

if TYPE_CHECKING:
    from django.utils.functional import Promise

SHOWN = 50
USUAL = 30
"""Seconds, while no job of the kind has been done yet."""
AT_LEAST = 5
MINUTE = 60
LATE = timedelta(minutes=2)
"""After so long with nothing worked on, no worker seems to run."""

KINDS: dict[str, Promise] = {
    "report": gettext_lazy("Report"),
    "sample": gettext_lazy("Sample report"),
    "tidy": gettext_lazy("Tidying up"),
    "roster": gettext_lazy("Import of people"),
    "mail": gettext_lazy("Mails"),
    "reminder": gettext_lazy("Reminder by e-mail"),
}
STEPS: dict[str, Promise] = {
    "computing": gettext_lazy("The figures are being computed"),
    "drawing": gettext_lazy("The charts are being drawn"),
    "laying_out": gettext_lazy("The report is being laid out"),
    "reading": gettext_lazy("The file is being read"),
    "comparing": gettext_lazy("The file is being compared with the roster"),
    "storing": gettext_lazy("The people are being stored"),
}
STATES: dict[str, Promise] = {
    JobState.WAITING: gettext_lazy("Waiting"),
    JobState.RUNNING: gettext_lazy("Running"),
    JobState.DONE: gettext_lazy("Ready"),
    JobState.FAILED: gettext_lazy("Failed"),
    JobState.CANCELLED: gettext_lazy("Cancelled"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """``mark`` changes whenever there is something new to show."""

    code: str
    name: str
    about: str
    assessment: str
    state: str
    word: str
    sentence: str
    progress: int
    tries: int
    error: str
    created_at: datetime
    mark: str

    @property
    def active(self) -> bool:
        """Whether there is more to come."""
        return self.state in ACTIVE

    @property
    def again(self) -> bool:
        """Whether it can be tried again."""
        return self.state in (JobState.FAILED, JobState.CANCELLED)


def lines(organisation: Organisation, *, now: datetime) -> list[JobLine]:
    """The newest jobs of the organisation. Three SQL."""
    found = queries.jobs().filter(organisation=organisation)[:SHOWN]
    return _lines(list(found), now)


def every_line(*, now: datetime, unfinished: bool = False) -> list[JobLine]:
    """The newest jobs of everybody, for who runs the site."""
    found = queries.jobs()
    if unfinished:
        found = found.filter(state__in=(*ACTIVE, JobState.FAILED))
    return _lines(list(found[:SHOWN]), now)


def line_of(job: Job, *, now: datetime) -> JobLine:
    return _lines([job], now)[0]


def report_line(assessment: Assessment, *, now: datetime) -> JobLine | None:
    """How the newest report of the assessment stands, unless it is ready."""
    job = queries.newest_job(assessment, "report")
    return None if job is None or job.state == JobState.DONE else line_of(job, now=now)


def _lines(jobs: list[Job], now: datetime) -> list[JobLine]:
    usual = {kind: _usual(kind) for kind in {job.kind for job in jobs if job.state in ACTIVE}}
    alone = bool(usual) and not queries.worker_seen(since=now - LATE)
    return [_line(job, now, usual.get(job.kind, USUAL), alone=alone) for job in jobs]


def _line(job: Job, now: datetime, usual: float, *, alone: bool) -> JobLine:
    return JobLine(
        code=job.code,
        name=str(KINDS.get(job.kind, job.kind)),
        about=job.assessment.title if job.assessment else "",
        assessment=job.assessment.code if job.assessment else "",
        state=job.state,
        word=str(STATES[job.state]),
        sentence=_sentence(job, now, usual, alone=alone),
        progress=job.progress,
        tries=job.tries,
        error=job.error,
        created_at=job.created_at,
        mark=f"{job.state}-{job.step}-{job.progress}-{job.tries}-{job.interruptions}-{job.cancel_requested}",
    )


def _sentence(job: Job, now: datetime, usual: float, *, alone: bool) -> str:
    if job.state == JobState.RUNNING:
        return _running(job, now, usual)
    if job.state == JobState.WAITING:
        return _waiting(job, now, alone=alone)
    return {
        JobState.DONE: _("Ready."),
        JobState.FAILED: job.error,
        JobState.CANCELLED: _("Cancelled. Nothing is being made."),
    }[JobState(job.state)]


def _running(job: Job, now: datetime, usual: float) -> str:
    if job.cancel_requested:
        return _("Being cancelled.")
    since = (now - job.started_at).total_seconds() if job.started_at else 0
    step = str(STEPS.get(job.step, _("Started")))
    return _("%(step)s, %(time)s.") % {"step": step, "time": _about(usual - since)}


def _waiting(job: Job, now: datetime, *, alone: bool) -> str:
    if job.not_before > now:
        wait = _about((job.not_before - now).total_seconds())
        return _("The last try failed. The next one starts in %(time)s.") % {"time": wait}
    if alone and now - job.not_before > LATE:
        return _(
            "Waiting, but nothing is being worked on at all. Tell whoever runs this site that the "
            "worker has stopped; this goes on by itself once it runs again."
        )
    return _("Waiting for its turn.")


def _about(seconds: float) -> str:
    """In steps of five seconds, or in minutes."""
    rounded = max(AT_LEAST, round(seconds / 5) * 5)
    if rounded < MINUTE:
        return ngettext("about %(n)s second", "about %(n)s seconds", rounded) % {"n": rounded}
    minutes = round(rounded / MINUTE)
    return ngettext("about %(n)s minute", "about %(n)s minutes", minutes) % {"n": minutes}


def _usual(kind: str) -> float:
    """How many seconds the last job of the kind took."""
    job = queries.last_done(kind)
    if job is None or job.started_at is None or job.finished_at is None:
        return USUAL
    return (job.finished_at - job.started_at).total_seconds()
