"""A worker to be killed: `python -m tests.faults.worker DATABASE NOTES` with short waits.

DATABASE is Django's configuration of it as JSON. Beside real reports it does jobs of the kind
"note", each of which writes its subject into the file NOTES and then takes a moment: what is killed
in that moment has done its work and does not know it, as with a mail that was sent.
"""

import json
import os
import random
import sys
import time
from datetime import timedelta
from pathlib import Path

NOTES = "READINESS_TEST_NOTES"


def note(held):
    line = f"{held.job.subject}\n".encode()
    with Path(os.environ[NOTES]).open("ab", buffering=0) as file:
        file.write(line)
    time.sleep(random.uniform(0.05, 0.3))  # noqa: S311 - not a secret


def quick():
    """Leases and waits of seconds instead of minutes, and the kind "note"."""
    from surveys.services import job_worker, jobs

    jobs.LEASE, jobs.BEAT, jobs.LOOK = (timedelta(seconds=s) for s in (4, 1, 1))
    jobs.BACK_OFF = tuple(timedelta(seconds=s) for s in (0.5, 1, 2, 4))
    jobs.KINDS["note"] = jobs.Kind(work="tests.faults.worker.note")
    job_worker.SWEEP, job_worker.INTERVAL = 0.5, 0.1


def main():
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "readiness.settings"
    os.environ[NOTES] = sys.argv[2]
    django.setup()
    from django.core.management import call_command

    from tests.databases import default_database

    quick()
    with default_database(json.loads(sys.argv[1])):
        call_command("worker")


if __name__ == "__main__":
    main()
