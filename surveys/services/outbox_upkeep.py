"""What keeps mails going when nobody looks: time passes, workers die, assessments open."""

from __future__ import annotations

from datetime import datetime

from surveys import access, mail_queries
from surveys.services import jobs, outbox, working_hours


def look(*, now: datetime) -> None:
    """What each worker does every few seconds: ask for the jobs that have become due."""
    outbox.take_back(now=now)
    if not mail_queries.outbox_job_exists() and mail_queries.due(now).exists():
        outbox.wake(now=now)
    for reminder in mail_queries.due_reminders(now):
        assessment = reminder.assessment
        works = working_hours.of(assessment.organisation).include(now)
        if works and not access.is_past(assessment, now=now):
            jobs.enqueue(
                kind="reminder",
                subject=f"{assessment.code}-{reminder.number}",
                now=now,
                organisation=assessment.organisation,
                assessment=assessment,
            )
