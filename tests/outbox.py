"""A moved clock, people to be mailed, and a worker that works until nothing is due."""

from datetime import timedelta

from surveys.models import Job, Message
from surveys.services import jobs, outbox, outbox_upkeep
from tests.factories import NOW, person


class Clock:
    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **time):
        self.now += timedelta(**time)


def people(made, *names, department="it"):
    return [person(made.organisation, department, name) for name in names]


def send_all(made, clock):
    return outbox.queue_all(assessment=made, now=clock(), user=None)


def work(clock):
    """What a worker does until nothing is due at this moment."""
    outbox_upkeep.look(now=clock())
    while True:
        due = Job.objects.filter(state="waiting", not_before__lte=clock()).order_by("pk")
        if not due:
            return
        for job in due:
            jobs.work_off(job.code, clock=clock)


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))
