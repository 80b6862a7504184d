"""The child process that computes and draws: started by ``report_process``, never imported by it.

It has no database, no network and no secrets; it reads one task from its input and writes frames:
a line of JSON (what, size), then so many bytes. Its input stays open while the worker lives: when
that ends, so does the child.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
import threading
from typing import IO, Any, NoReturn

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
NICE = 5
"""Saving answers goes first."""
CONNECTS = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto")
NO_MEMORY = 12
"""How it ends when it needs more memory than it may use."""


def main() -> None:
    """Do the task and end."""
    out = os.fdopen(os.dup(1), "wb")
    # What a library prints is no frame.
    os.dup2(2, 1)
    os.nice(NICE)
    without_network()
    task = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_CPU, (task["cpu"], task["cpu"] + 5))
    resource.setrlimit(resource.RLIMIT_AS, (task["memory"], task["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    try:
        _work(task, out)
    except MemoryError:
        os._exit(NO_MEMORY)


def without_network() -> None:
    """Where the system permits it, a network of our own with nobody in it; everywhere, a guard."""
    try:
        unshare = ctypes.CDLL(None).unshare
        _left = unshare(CLONE_NEWNET) and unshare(CLONE_NEWUSER | CLONE_NEWNET)
    except (AttributeError, OSError):
        pass
    sys.addaudithook(_refuse_network)


def _refuse_network(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in CONNECTS:
        raise PermissionError("A report reaches for no network.")


def _end_with_the_worker() -> NoReturn:
    os.read(0, 1)
    os._exit(1)


def _work(task: dict[str, Any], out: IO[bytes]) -> None:
    import django  # noqa: PLC0415 - slow import
    from django.conf import settings  # noqa: PLC0415 - slow import

    settings.configure(LOCALE_PATHS=task["locale_paths"])
    django.setup()
    from django.utils import translation  # noqa: PLC0415 - slow import

    from readiness.core.activity_model import read_model  # noqa: PLC0415 - slow import
    from surveys.services import drawing  # noqa: PLC0415 - slow import

    model = read_model(task["model"])
    translation.activate(task["language"])
    text = task["text"]
    if text is None:
        inputs = drawing.Inputs.from_data(task["inputs"])
        text = drawing.compute(inputs=inputs, model=model)
        _frame(out, "release", text.encode())
    words = read_model(task["model"], task["language"])
    for kind, subject in task["documents"]:
        _frame(out, "drawing")
        content = drawing.draw(
            kind=kind,
            subject=subject,
            text=text,
            model=words,
            wording=drawing.Wording.from_data(task["wording"]),
            say=lambda step: _frame(out, step),
        )
        _frame(out, f"document {kind} {subject}", content)


def _frame(out: IO[bytes], what: str, content: bytes = b"") -> None:
    out.write(json.dumps([what, len(content)]).encode() + b"\n" + content)
    out.flush()


if __name__ == "__main__":
    main()
