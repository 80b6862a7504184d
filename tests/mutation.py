"""Mutants of readiness/core: one small fault at a time, and whether a test finds it.

``make mutants`` draws a sample (``--number``, ``--seed``), each file having its part, and tries it
on a copy of the tree. All tests are run once, so that it is known which of them enter a function,
and how long they take. Then, for each mutant, a forked process gets the changed code and runs those
tests, the quickest first, for at most ``--budget`` seconds. What is changed while a file is loaded,
and what no test finds so, is tried again by a process that loads everything anew. docs/mutation.md
lists the mutants that nothing found.
"""

from __future__ import annotations

import argparse
import builtins
import importlib
import os
import shutil
import signal
import sys
import tempfile
import traceback
import types
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from tests.mutation_sites import Site, mutated, sites, telling

ROOT = Path(__file__).resolve().parent.parent
CORE = Path("readiness/core")
COPIED = ("readiness", "surveys", "tests", "docs", "benchmarks", "pyproject.toml")
WHERE = ("tests/core", "tests/reference")
SLOW = "test_attacker.py"
"""Left out: it takes as long as all the others together."""
NEED_DJANGO = (
    "tests/core/test_examples.py::test_the_command_of_the_page_gives_the_printed_figures",
    "tests/core/test_model_format.py::test_the_two_commands_of_the_first_model_do_what_the_page_says",
)
FULLY = ("figures", "scoring", "ownership", "disclosure", "agreement", "patterns", "organising")
"""Files that are drawn from twice as often; raci, too."""
LEAST = 5
SETTINGS = """[pytest]
pythonpath = .
addopts = --import-mode=importlib -p no:django -p no:cacheprovider -q
filterwarnings =
    error
    ignore:Module already imported
"""
ENTER = "_enter_for_mutation"
FOUND, MISSED, ENDLESS, BROKEN = "found", "missed", "endless", "broken"
CAUGHT = {FOUND, ENDLESS}
NOT_RUN = {3, 5, 70}
"""What pytest ends with when it could not run, and we when something else than a test failed; 4 is
a fault that keeps a conftest from being loaded."""


class Mutant(NamedTuple):
    """The fault ``number`` of a file."""

    file: str
    number: int
    site: Site

    def __str__(self) -> str:
        return f"{self.file}:{self.site.line} {self.site.function or 'module'}: {self.site.what}"

    @property
    def function(self) -> str:
        """The function that is entered to meet it."""
        return f"{Path(self.file).stem}:{_plain(self.site.function)}"


class Trial:
    """A pytest plugin: after all tests have run it tries the mutants."""

    def __init__(self, mutants: list[Mutant], budget: float) -> None:
        self.mutants, self.budget = mutants, budget
        self.entered: dict[str, set[str]] = defaultdict(set)
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: set[str] = set()
        self.now = ""
        self.outcomes: list[tuple[str, Mutant]] = []
        self.sources = {path: path.read_text(encoding="utf-8") for path in CORE.glob("*.py")}
        vars(builtins)[ENTER] = self.enter
        for path, source in self.sources.items():
            path.write_text(telling(source, path.stem, ENTER), encoding="utf-8")

    # All tests once

    def enter(self, name: str) -> None:
        """Called by every function of the core while all tests run once."""
        self.entered[name].add(self.now)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """From now on functions are entered by this test."""
        self.now = nodeid

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """How long it took."""
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.add(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
        """The tests, then the mutants."""
        result = yield
        for path, source in self.sources.items():
            path.write_text(source, encoding="utf-8")
        self.items = {i.nodeid: i for i in session.items}
        say(f"{len(self.items)} tests, {sum(self.seconds.values()):.0f} s")
        # Those that start a process of their own have no ``enter`` there: once more, without.
        if self.failed and in_child(lambda: _run([*self.failed]), seconds=600) != MISSED:
            raise pytest.UsageError(f"Without any fault these fail: {sorted(self.failed)}")
        for mutant in self.mutants:
            self.outcomes.append((self._tried(mutant, session), mutant))
            say(*self.outcomes[-1])
        return result

    # One mutant

    def _tried(self, mutant: Mutant, session: pytest.Session) -> str:
        chosen = self._chosen(self.entered.get(mutant.function, set()))
        if mutant.site.function and chosen:
            outcome = in_child(lambda: self._warm(mutant, chosen, session), seconds=120)
            if outcome != MISSED:
                return outcome
        files: dict[str, str] = {}
        for test in sorted(self.items, key=self.seconds.__getitem__):
            files.setdefault(test.partition("::")[0], test)
        stem = Path(mutant.file).stem
        users = {
            t for name, tests in self.entered.items() if name.startswith(f"{stem}:") for t in tests
        }
        again = dict.fromkeys([*(chosen or self._chosen(users)), *[*files.values()][:8]])
        return self._cold(mutant, [*again])

    def _chosen(self, tests: set[str]) -> list[str]:
        """The quickest, as far as the budget goes."""
        found, total = [], 0.0
        for test in sorted(tests & self.items.keys(), key=self.seconds.__getitem__):
            total += self.seconds[test]
            if total > self.budget and found:
                break
            found.append(test)
        return found

    def _warm(self, mutant: Mutant, chosen: list[str], session: pytest.Session) -> int:
        """With the changed code in the place of the code that is loaded."""
        source = mutated(self.sources[Path(mutant.file)], mutant.number)
        module = sys.modules[f"readiness.core.{Path(mutant.file).stem}"]
        codes = dict(_codes(compile(source, module.__file__ or "", "exec")))
        _put(module, module.__name__, codes)
        before = session.testsfailed
        for test, following in zip(chosen, [*chosen[1:], None], strict=True):
            item = self.items[test]
            item.config.hook.pytest_runtest_protocol(
                item=item, nextitem=self.items[following] if following else None
            )
            if session.testsfailed > before:
                return 1
        return 0

    def _cold(self, mutant: Mutant, chosen: list[str]) -> str:
        """With the changed file on disk, everything being loaded anew."""
        path = Path(mutant.file)
        whole = path.read_text(encoding="utf-8")
        path.write_text(mutated(whole, mutant.number), encoding="utf-8")
        try:
            return in_child(lambda: _run(["-x", *chosen]), seconds=240)
        finally:
            path.write_text(whole, encoding="utf-8")


def say(*words: object) -> None:
    """To the terminal, whatever pytest does with what is printed."""
    print(*words, file=sys.__stderr__, flush=True)


def _run(asked: list[str]) -> int:
    _forget()
    return int(pytest.main(asked))


def _forget() -> None:
    """From here on our own modules are those of the copy."""
    sys.path[:] = [str(Path.cwd()), *(p for p in sys.path if p and Path(p) != ROOT)]
    for name in [n for n in sys.modules if n.partition(".")[0] in {"tests", "readiness"}]:
        del sys.modules[name]


def _plain(name: str) -> str:
    """The function that stands in the file: not its lambdas, comprehensions and inner functions."""
    return name.partition(".<")[0]


def _codes(code: types.CodeType) -> Iterator[tuple[str, types.CodeType]]:
    """Every function of a file and of its classes by qualified name."""
    for inner in (c for c in code.co_consts if isinstance(c, types.CodeType)):
        yield inner.co_qualname, inner
        if "<locals>" not in inner.co_qualname:
            yield from _codes(inner)


def _put(holder: object, module: str, codes: dict[str, types.CodeType]) -> None:
    """Give the functions of a module, and of its classes, the code of the same name."""
    for found in [*vars(holder).values()]:
        if isinstance(found, type) and found.__module__ == module and found is not holder:
            _put(found, module, codes)
        inner = getattr(found, "fget", None) or getattr(found, "func", None)
        inner = inner or getattr(found, "__wrapped__", None) or getattr(found, "__func__", None)
        function = inner or found
        if isinstance(function, types.FunctionType) and function.__module__ == module:
            code = codes.get(function.__qualname__)
            if code is not None and len(code.co_freevars) == len(function.__code__.co_freevars):
                function.__code__ = code


def in_child(task: Callable[[], int], seconds: int) -> str:
    """Whether ``task`` failed, in a process of its own."""
    child = os.fork()
    if not child:
        signal.alarm(seconds)
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        try:
            os._exit(int(task()))
        except BaseException:  # noqa: BLE001 - the child must not go on as a second parent
            traceback.print_exc()
            os._exit(70)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return ENDLESS if os.WTERMSIG(status) == signal.SIGALRM else BROKEN
    code = os.waitstatus_to_exitcode(status)
    return BROKEN if code in NOT_RUN else FOUND if code else MISSED


def drawn(number: int, seed: int) -> list[Mutant]:
    """A sample in which every file has its part, in an order of chance."""
    every = {
        str(path): [
            Mutant(str(path), at, site)
            for at, site in enumerate(sites(path.read_text(encoding="utf-8")))
        ]
        for path in sorted(CORE.glob("*.py"))
    }
    weights = {
        file: len(found) * (2 if Path(file).stem in (*FULLY, "raci") else 1)
        for file, found in every.items()
    }
    chance, chosen = Random(seed), []  # noqa: S311 - nothing secret is drawn
    for file, found in every.items():
        part = max(LEAST, round(number * weights[file] / sum(weights.values())))
        chosen += chance.sample(found, min(part, len(found)))
    chance.shuffle(chosen)
    return chosen


def copied(place: Path) -> None:
    """The tree without what is made, with settings that need no Django."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, place / name)
    (place / "pytest.ini").write_text(SETTINGS, encoding="utf-8")


def report(outcomes: list[tuple[str, Mutant]]) -> Iterator[str]:
    """How many of each file were found, and the others by name."""
    for file in sorted({mutant.file for _outcome, mutant in outcomes}):
        own = [outcome for outcome, mutant in outcomes if mutant.file == file]
        yield f"{sum(o in CAUGHT for o in own):4} of {len(own):4}  {file}"
    missed = [f"{mutant} ({outcome})" for outcome, mutant in outcomes if outcome not in CAUGHT]
    share = 100 * (len(outcomes) - len(missed)) / max(len(outcomes), 1)
    yield f"{len(outcomes) - len(missed)} of {len(outcomes)} found, {share:.1f} %. Not found:"
    yield from sorted(missed)


def main() -> None:
    """Draw, try and report."""
    parser = argparse.ArgumentParser(description="Put faults into readiness/core, one at a time.")
    parser.add_argument("--number", type=int, default=650)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--budget", type=float, default=15.0)
    parser.add_argument("--only", default="", help="files whose name holds this")
    asked = parser.parse_args()
    os.nice(10)
    os.environ.setdefault("PROMISE", "6")
    sys.dont_write_bytecode = True
    for name in ("numpy", "scipy.optimize", "yaml"):  # once, before processes part
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        copied(Path(folder))
        os.chdir(folder)
        mutants = [m for m in drawn(asked.number, asked.seed) if asked.only in m.file]
        trial = Trial(mutants, asked.budget)
        _forget()
        where = [str(p) for w in WHERE for p in sorted(Path(w).glob("test_*.py")) if p.name != SLOW]
        left_out = [f"--deselect={test}" for test in NEED_DJANGO]
        pytest.main([*where, *left_out], plugins=[trial])
        say("\n".join(report(trial.outcomes)))


if __name__ == "__main__":
    main()
