"""Starts the child process that computes and draws, hears what it says, and ends it in time."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.services.jobs import Refused

logger = logging.getLogger("surveys.jobs")

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space; a report of 26 pages takes 600 MB of it, and 290 MB of memory."""
CPU, WALL = 300, 600
"""Seconds of work, and of waiting for it on a computer that has much else to do."""
PAUSE = 0.2
CHILD = (sys.executable, "-m", "surveys.services.report_child")
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "MPLCONFIGDIR")
"""What the child sees of the environment: no secret key, no address of a database."""
CHUNK = 1 << 20
NO_MEMORY = {12, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGTRAP, -signal.SIGBUS}
"""How the child ends where Python, or a library that does not say so, ran out of memory."""
MEMORY_SIGNS = ("allocat", "map segment", "memoryerror")
"""What libraries say that do."""


class ChildEnded(Exception):  # noqa: N818 - reads as what happened
    """The child stopped before it was done, nobody knows why."""


def set_limits(*, megabytes: int, seconds: int) -> None:
    """For this process, which is a worker's."""
    global MEMORY, CPU, WALL
    MEMORY, CPU, WALL = megabytes * 1024 * 1024, seconds, 2 * seconds


def converse(
    task: dict[str, Any], *, watch: Callable[[], None]
) -> Generator[tuple[str, bytes], None, None]:
    """Have ``task`` done; yields what the child says, and what it made.

    ``watch`` is called several times a second and may raise. However this ends, the child and
    whatever it started are gone. Raises Refused for a limit that was hit, or ChildEnded.
    """
    limits = {"cpu": CPU, "memory": MEMORY, "locale_paths": [str(p) for p in settings.LOCALE_PATHS]}
    with tempfile.TemporaryFile() as said, _started(said) as child:
        until = time.monotonic() + WALL
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(json.dumps(task | limits).encode() + b"\n")  # type: ignore[union-attr]  # a pipe
            child.stdin.flush()  # type: ignore[union-attr]  # a pipe
        yield from _frames(child, until, watch)
        _check_end(child.wait(), said)


@contextlib.contextmanager
def _started(said: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    with subprocess.Popen(  # noqa: S603 - our own module
        CHILD,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
        cwd=settings.BASE_DIR,
        # On many cores its threads' buffers alone would fill the address space.
        env=environment | {"OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,
    ) as child:
        try:
            yield child
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            with contextlib.suppress(BrokenPipeError):
                child.stdin.close()  # type: ignore[union-attr]  # a pipe


def _frames(
    child: subprocess.Popen[bytes], until: float, watch: Callable[[], None]
) -> Iterator[tuple[str, bytes]]:
    pipe, waiting = child.stdout.fileno(), b""  # type: ignore[union-attr]  # a pipe
    while True:
        watch()
        if time.monotonic() > until:
            raise Refused(_too_long(WALL))
        if not select.select([pipe], [], [], PAUSE)[0]:
            continue
        part = os.read(pipe, CHUNK)
        if not part:
            return
        waiting += part
        while (frame := _first(waiting)) is not None:
            what, content, waiting = frame
            yield what, content


def _first(waiting: bytes) -> tuple[str, bytes, bytes] | None:
    """The first frame and what follows it, once it is there as a whole."""
    head, line, rest = waiting.partition(b"\n")
    if not line:
        return None
    what, size = json.loads(head)
    return (what, rest[:size], rest[size:]) if len(rest) >= size else None


def _check_end(status: int, said: IO[bytes]) -> None:
    """Raises Refused or ChildEnded unless the child ended well."""
    if status == 0:
        return
    said.seek(0)
    words = said.read()[-4000:].decode(errors="replace")
    logger.error("a report's process ended with %s: %s", status, words)
    if status in NO_MEMORY or any(sign in words.lower() for sign in MEMORY_SIGNS):
        raise Refused(_too_large())
    if status == -signal.SIGXCPU:
        raise Refused(_too_long(CPU))
    raise ChildEnded


def _too_large() -> str:
    return _(
        "The report most likely needs more than the %(size)s MB of memory that it may use. Leave "
        "departments or questions out, or ask whoever runs this site to raise the limit."
    ) % {"size": MEMORY // (1024 * 1024)}


def _too_long(seconds: int) -> str:
    minutes = max(1, seconds // 60)
    return ngettext(
        "The report takes longer than the %(n)s minute that it may take. Try again when less is "
        "going on; if it fails again, tell whoever runs this site.",
        "The report takes longer than the %(n)s minutes that it may take. Try again when less is "
        "going on; if it fails again, tell whoever runs this site.",
        minutes,
    ) % {"n": minutes}
