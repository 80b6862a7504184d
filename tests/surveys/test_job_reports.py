"""Reports as jobs: what is kept of a try that was cut off, and the child process and its limits."""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from surveys.models import Assessment, AuditEvent, Job, Release, ReportFile
from surveys.services import assessments, drawing, jobs, report_job, report_process, reports
from surveys.services.model_versions import model_of
from surveys.services.report_process import ChildEnded, converse
from tests.factories import NOW, answer_all, assessment
from tests.worked import draw_quickly, work_all

ANSWERS = {"PRF-2": "staff", "PRF-3": "never", "MON-1-Q1": "2", "MON-1:today": "it"}


pytestmark = pytest.mark.django_db


@pytest.fixture
def closed():
    made = assessment()
    for department in ("it", "sales"):
        answer_all(made, department, 5, ANSWERS)
    assessments.close(assessment=made, user=None, now=NOW)
    made.refresh_from_db()
    return made


def drawn_quickly(kind, about):
    return b"[]" if kind == "charts" else f"%PDF {kind} {about}".strip().encode()


def wanted():
    """Kind and subject of every document of the one release."""
    return drawing.wanted(Release.objects.get().text)


def request(made):
    return reports.request(assessment=made, user=None, now=NOW)


def again():
    """Whatever failed is due now."""
    Job.objects.filter(state="waiting").update(not_before=NOW)
    work_all()


class TestJob:
    @pytest.fixture(autouse=True)
    def _quick(self, monkeypatch):
        draw_quickly(monkeypatch)

    def test_it_leaves_a_release_and_every_document(self, closed):
        job = request(closed)
        work_all()
        job.refresh_from_db()
        assert (job.state, job.error, job.release) == ("done", "", Release.objects.get())
        files = ReportFile.objects.values_list("kind", "subject", "content")
        assert sorted((kind, about, bytes(content)) for kind, about, content in files) == sorted(
            (kind, about, drawn_quickly(kind, about)) for kind, about in wanted()
        )
        assert AuditEvent.objects.filter(what="release").count() == 1

    def test_made_again_with_nothing_changed_it_keeps_what_there_is(self, closed):
        request(closed)
        work_all()
        before = list(ReportFile.objects.order_by("pk").values_list("pk", "sha256"))
        request(closed)
        work_all()
        assert list(Job.objects.values_list("state", flat=True)) == ["done", "done"]
        assert Release.objects.count() == 1
        assert list(ReportFile.objects.order_by("pk").values_list("pk", "sha256")) == before

    def test_the_next_try_goes_on_where_the_last_was_cut_off(self, closed, monkeypatch):
        tasks, whole = [], report_job.converse

        def cut_off(task, *, watch):
            tasks.append((task["text"] is None, list(task["documents"])))
            for what, content in whole(task, watch=watch):
                yield what, content
                if what == "document summary ":
                    raise ChildEnded

        monkeypatch.setattr(report_job, "converse", cut_off)
        request(closed)
        work_all()
        progress = 20 + 75 // len(wanted())
        assert Job.objects.values_list("state", "tries", "progress").get() == (
            "waiting",
            1,
            progress,
        )
        again()
        first, *rest = wanted()
        parts = [rest[n : n + report_job.AT_ONCE] for n in range(0, len(rest), report_job.AT_ONCE)]
        assert tasks[:2] == [(True, []), (False, [first, *rest][: report_job.AT_ONCE])]
        assert tasks[2:] == [(False, part) for part in parts]
        assert Job.objects.values_list("state", "tries").get() == ("done", 2)
        assert (Release.objects.count(), ReportFile.objects.count()) == (1, len(wanted()))

    def test_progress_never_goes_back(self, closed, monkeypatch):
        seen, step = [], jobs.Held.step

        def noted(held, name, progress, **fields):
            seen.append((name, progress))
            step(held, name, progress, **fields)

        monkeypatch.setattr(jobs.Held, "step", noted)
        request(closed)
        work_all()
        assert seen[0] == ("computing", 5)
        assert [progress for _name, progress in seen] == sorted(p for _name, p in seen)

    def test_counts_that_changed_meanwhile_are_computed_anew(self, closed, monkeypatch):
        whole = report_job.converse

        def late(task, *, watch):
            Assessment.objects.update(period="May")
            yield from whole(task, watch=watch)

        monkeypatch.setattr(report_job, "converse", late)
        request(closed)
        work_all()
        assert Job.objects.values_list("state", "tries").get() == ("waiting", 1)
        assert Release.objects.count() == 0
        again()
        assert '"period": "May"' in Release.objects.get().text

    def test_an_assessment_opened_again_has_nothing_to_report(self, closed):
        request(closed)
        assessments.reopen(assessment=closed, user=None, now=NOW)
        work_all()
        assert Job.objects.values_list("state", "tries", "error").get() == (
            "failed",
            1,
            "The assessment is no longer closed or published, so there is nothing to report.",
        )
        with pytest.raises(assessments.IllegalTransition):
            request(closed)

    def test_a_release_that_was_tampered_with_is_not_drawn(self, closed, monkeypatch):
        request(closed)
        work_all()
        ReportFile.objects.all().delete()
        Job.objects.update(state="waiting", tries=0)
        monkeypatch.setattr(
            reports, "checked_text", lambda _release: (_ for _ in ()).throw(reports.ReleaseDamaged)
        )
        again()
        job = Job.objects.get()
        assert (job.state, job.tries) == ("failed", 1)
        assert job.error.startswith("The stored figures are not those that were released.")
        assert ReportFile.objects.count() == 0

    def test_what_another_worker_took_over_is_not_stored(self, closed, monkeypatch):
        whole = report_job.converse

        def slow(task, *, watch):
            for what, content in whole(task, watch=watch):
                if what == "document summary ":
                    Job.objects.update(lease_owner="another")
                yield what, content

        monkeypatch.setattr(report_job, "converse", slow)
        request(closed)
        work_all()
        assert Job.objects.values_list("state", "lease_owner").get() == ("running", "another")
        assert ReportFile.objects.count() == 0


class TestChild:
    """The real one, with the real limits lowered."""

    @pytest.fixture
    def task(self, closed):
        from surveys.services import releases

        inputs = releases.gather(closed)
        model = model_of(closed)
        return {
            "model": closed.model_version.text,
            "text": drawing.compute(inputs=inputs, model=model),
            "inputs": inputs.as_data(),
            "documents": [["summary", ""]],
            "wording": drawing.Wording().as_data(),
            "language": "en",
        }

    def test_it_computes_and_draws_what_would_be_made_here(self, closed, task):
        said = dict(converse(task | {"text": None}, watch=lambda: None))
        assert list(said) == ["release", "drawing", "document summary "]
        assert said["release"].decode() == task["text"]
        here = drawing.draw(kind="summary", text=task["text"], model=model_of(closed))
        assert said["document summary "] == here

    def test_what_travels_to_it_arrives_as_it_was(self, closed):
        from surveys.services import releases

        inputs = releases.gather(closed)
        data = json.loads(json.dumps(inputs.as_data()))
        assert drawing.Inputs.from_data(data) == inputs

    def test_too_little_memory_is_said_in_plain_words(self, task, monkeypatch):
        monkeypatch.setattr(report_process, "MEMORY", 300 * 1024 * 1024)
        with pytest.raises(jobs.Refused, match=r"more than the 300 MB of memory"):
            list(converse(task, watch=lambda: None))

    def test_too_much_work_is_said_in_plain_words(self, task, monkeypatch):
        monkeypatch.setattr(report_process, "CPU", 1)
        with pytest.raises(jobs.Refused, match="longer than the 1 minute that"):
            list(converse(task, watch=lambda: None))

    def test_it_ends_when_its_worker_does(self):
        child = subprocess.Popen(
            report_process.CHILD, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        limits = {"cpu": 60, "memory": 1 << 30, "locale_paths": []}
        task = {"model": "x: " + "y" * 10, "text": None, "inputs": {}, "documents": []}
        task["language"] = "en"
        child.stdin.write(json.dumps(task | limits).encode() + b"\n")
        child.stdin.close()
        assert child.wait(20) == 1

    def test_it_reaches_for_no_network(self):
        script = (
            "import socket, sys\n"
            "from surveys.services.report_child import without_network\n"
            "without_network()\n"
            "for reach in (lambda: socket.create_connection(('127.0.0.1', int(sys.argv[1]))),\n"
            "              lambda: socket.getaddrinfo('localhost', 80),\n"
            "              lambda: socket.socket().bind(('127.0.0.1', 0))):\n"
            "    try:\n        reach()\n        print('reached')\n"
            "    except PermissionError as error:\n        print(error)\n"
        )
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = str(server.getsockname()[1])
            command = [sys.executable, "-c", script, port]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout == "A report reaches for no network.\n" * 3


def stand_in(monkeypatch, script):
    """Another child: ``say(what, content)`` and whatever ``script`` does with it."""
    say = (
        "import json, os, sys, time\n"
        "def say(what, content=b''):\n"
        "    head = json.dumps([what, len(content)]).encode()\n"
        "    sys.stdout.buffer.write(head + b'\\n' + content)\n"
        "    sys.stdout.buffer.flush()\n"
    )
    monkeypatch.setattr(report_process, "CHILD", (sys.executable, "-c", say + script))


def alive(process):
    """Whether it runs; one that was killed and that nobody asked for yet does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


class TestConversation:
    """With children that misbehave."""

    def test_it_sees_no_secret(self, monkeypatch):
        monkeypatch.setenv("READINESS_SECRET_KEY", "x" * 50)
        monkeypatch.setenv("DATABASE_URL", "postgresql://user:word@host/name")
        stand_in(monkeypatch, "say(' '.join(sorted(os.environ)))")
        [(names, _content)] = converse({}, watch=lambda: None)
        allowed = {*report_process.KEPT, "OPENBLAS_NUM_THREADS", "LC_CTYPE"}
        assert set(names.split()) <= allowed

    def test_large_parts_arrive_whole(self, monkeypatch):
        stand_in(monkeypatch, "say('a', b'\\n[' * 1_500_000); say('b'); say('c', b'x')")
        said = list(converse({}, watch=lambda: None))
        assert said == [("a", b"\n[" * 1_500_000), ("b", b""), ("c", b"x")]

    @pytest.mark.parametrize("end", ["sys.exit(3)", "os.kill(os.getpid(), 9)", "1 / 0"])
    def test_an_end_that_nobody_foresaw_is_no_success(self, monkeypatch, end):
        stand_in(monkeypatch, f"say('drawing'); {end}")
        with pytest.raises(ChildEnded):
            list(converse({}, watch=lambda: None))

    def test_what_stands_still_is_ended(self, monkeypatch):
        monkeypatch.setattr(report_process, "WALL", 1)
        stand_in(monkeypatch, "say(str(os.getpid())); time.sleep(60)")
        said = converse({}, watch=lambda: None)
        process = int(next(said)[0])
        with pytest.raises(jobs.Refused, match="takes longer than"):
            next(said)
        assert not alive(process)

    def test_cancelling_ends_it_and_what_it_started(self, monkeypatch):
        start = "import subprocess; inner = subprocess.Popen(['sleep', '60'])\n"
        stand_in(monkeypatch, start + "say(f'{os.getpid()} {inner.pid}'); time.sleep(60)")
        processes = []

        def watch():
            if processes:
                raise jobs.Cancelled

        said = converse({}, watch=watch)
        processes += [int(part) for part in next(said)[0].split()]
        with pytest.raises(jobs.Cancelled):
            next(said)
        time.sleep(0.2)
        assert [alive(each) for each in processes] == [False, False]

    def test_a_task_too_large_for_a_child_that_is_gone_is_no_accident(self, monkeypatch):
        stand_in(monkeypatch, "sys.stdin.close(); os._exit(4)")
        with pytest.raises(ChildEnded):
            list(converse({"model": "x" * 5_000_000}, watch=lambda: None))
