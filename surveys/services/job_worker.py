"""The worker: takes jobs from the queue one after the other, and keeps the queue in order."""

from __future__ import annotations

import logging
import threading
import time

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from surveys.services import job_upkeep, outbox_upkeep

logger = logging.getLogger("surveys.jobs")

INTERVAL = 0.5
"""Seconds between two looks into an empty queue."""
SWEEP = 10.0
PAUSE = 2.0
"""Seconds before the next attempt when the database does not answer."""


def work(*, until_empty: bool = False) -> None:
    """Work until told to stop (SIGTERM, SIGINT), or until nothing is due.

    A first signal lets the job at hand end; a second one gives it back to the queue.
    """
    worker = Worker(
        queue_names=["default"],
        interval=INTERVAL,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    if until_empty:
        look_after()
        worker.run()
        return
    worker.configure_signals()
    threading.Thread(target=_look_after_for_ever, daemon=True).start()
    while worker.running:
        try:
            worker.run()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("the database does not answer (%s); trying again", error)
            connection.close()
            time.sleep(PAUSE)


def look_after() -> None:
    """One round of sweeping, schedules and mails that have become due."""
    now = timezone.now()
    job_upkeep.sweep(now=now)
    job_upkeep.tick(now=now)
    outbox_upkeep.look(now=now)


def _look_after_for_ever() -> None:
    while True:
        try:
            close_old_connections()
            look_after()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("the jobs could not be looked after (%s); trying again", error)
            connection.close()
        time.sleep(SWEEP)
