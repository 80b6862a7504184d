"""How long importing people takes, beside pandas reading the same file.

    python benchmarks/roster.py [PEOPLE]

On a database of its own in memory. The ratio tells computers apart from our code.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readiness.settings")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
from django.conf import settings

settings.DATABASES["default"]["NAME"] = ":memory:"
django.setup()

import io
from datetime import UTC, datetime

import pandas as pd
from django.core.management import call_command

from surveys.models import Job, Organisation, Person, RosterImport
from surveys.services import jobs, roster_imports

NAMES = [f"{word} {place}" for word in ("Sales", "IT", "Legal", "Press") for place in range(10)]


def people(number: int, *, moved: int = 0) -> bytes:
    """A CSV; the first ``moved`` are in another department than before."""
    rows = ["Name,E-mail,Department,Role"]
    rows += [
        f"Person Nr{n},p{n}@example.com,{NAMES[(n + (n < moved)) % len(NAMES)]},Clerk"
        for n in range(number)
    ]
    return "\n".join(rows).encode()


def timed(name: str, do: Callable[[], Any]) -> tuple[Any, float]:
    started, work = time.perf_counter(), time.process_time()
    found = do()
    spent, work = time.perf_counter() - started, time.process_time() - work
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:<28}{spent:8.2f} s, of the processor {work:6.2f} s,{most:6d} MB at most so far")
    return found, work


def import_all(of: Organisation, content: bytes) -> float:
    def begin() -> RosterImport:
        return roster_imports.begin(
            organisation=of, content=content, name="", user=None, now=datetime.now(UTC)
        )

    def store() -> None:
        for code in Job.objects.filter(state="waiting", kind="roster").values_list("code"):
            jobs.work_off(code[0], clock=lambda: datetime.now(UTC))

    roster, first = timed("  taking the file", begin)
    (_table, plan), second = timed("  dry run", lambda: roster_imports.look(roster))
    chosen = {each.place: {"choice": "create", "type": "other"} for each in plan.departments}
    roster_imports.choose(roster=roster, choices={"departments": chosen})
    mark = roster_imports.look(roster)[1].mark
    ticked = {"mark": mark, "leave_out": False, "remove": False, "user": None}
    roster_imports.confirm(roster=roster, **ticked, now=datetime.now(UTC))
    _done, third = timed("  the job", store)
    roster.refresh_from_db()
    assert roster.state == "done", Job.objects.get(subject=roster.code).error
    print(" ", roster.summary)
    return first + second + third


def main(number: int) -> None:
    call_command("migrate", verbosity=0)
    of = Organisation.objects.create(name="Large")
    content = people(number)
    _frame, beside = timed("pandas.read_csv", lambda: pd.read_csv(io.BytesIO(content)))
    print(f"{number} people, {len(content) / 1e6:.1f} MB")
    spent = import_all(of, content)
    assert Person.objects.count() == number
    print(f"{'together':<28}{spent:8.2f} s, {spent / beside:.0f} times pandas.read_csv")
    print("again, every tenth in another department")
    import_all(of, people(number, moved=number // 10))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
