"""The arrows of docs/architecture.md: who may import whom, read from the source without running it.

`broken_arrows` walks a tree and names each import that no arrow allows. The tests below first break
every arrow in a tree of their own, so that we know the walker sees it, and then walk ours.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent

CORE, REPORTING = "readiness.core", "readiness.reporting"
INTERFACE = (
    "surveys.forms",
    "surveys.access",
    "surveys.owner_access",
    "surveys.room_access",
    "surveys.services",
    "surveys.queries",
)
# Each part and what of ours it may import beside itself. A file that belongs to no part is broken.
ARROWS: dict[str, tuple[str, ...]] = {
    CORE: (),
    REPORTING: (CORE,),
    "readiness.data": (),
    "readiness.formats": (),
    "readiness.__init__": (),
    "readiness.settings": ("readiness.environment",),
    "readiness.environment": (),
    "readiness.urls": (),
    "readiness.wsgi": (),
    "readiness.asgi": (),
    "surveys.__init__": (),
    "surveys.apps": (),
    "surveys.models": (),
    "surveys.migrations": ("surveys.models",),
    "surveys.admin": ("surveys.models",),
    "surveys.prepared": (),
    "surveys.queries": ("surveys.models", "surveys.prepared"),
    "surveys.mail_queries": ("surveys.models",),
    "surveys.roster_queries": ("surveys.models",),
    "surveys.set_up_queries": ("surveys.queries", "surveys.models"),
    "surveys.shared_queries": ("surveys.queries", "surveys.models"),
    "surveys.access": (
        "surveys.queries",
        "surveys.mail_queries",
        "surveys.roster_queries",
        "surveys.room_queries",
        "surveys.shared_queries",
        "surveys.models",
    ),
    "surveys.owner_access": ("surveys.access", "surveys.models"),
    "surveys.room_queries": ("surveys.models", "surveys.prepared"),
    "surveys.room_access": (
        "surveys.access",
        "surveys.queries",
        "surveys.room_queries",
        "surveys.models",
    ),
    "surveys.services": (
        "surveys.access",
        "surveys.owner_access",
        "surveys.room_access",
        "surveys.room_queries",
        "surveys.queries",
        "surveys.mail_queries",
        "surveys.roster_queries",
        "surveys.set_up_queries",
        "surveys.shared_queries",
        "surveys.prepared",
        "surveys.models",
        CORE,
        REPORTING,
    ),
    "surveys.forms": ("readiness.core.activity_model",),
    "surveys.views": INTERFACE,
    "surveys.management": INTERFACE,
    "surveys.urls": ("surveys.views",),
    "surveys.templatetags": (),
    "surveys.middleware": (),
    "surveys.log_filters": (),
}

# Answers below the floor exist in the tally; only these may see it before it is released.
TALLY = "readiness.core.tally"
TALLY_READERS = ("readiness.core.disclosure", "readiness.core.assess")

# The core computes: no clock, no chance without a seed, and files in one place alone.
CORE_PACKAGES = {"numpy", "scipy", "yaml"} | sys.stdlib_module_names
CLOCK_AND_CHANCE = {"random", "secrets", "time", "uuid"}
OUTSIDE = {
    "http",
    "importlib",
    "os",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "urllib",
}
READS_FILES = "readiness.core.document"
CLOCK_CALLS = {"now", "today", "utcnow"}
CLOCKS = {"Timestamp", "date", "datetime"}
FILE_CALLS = {
    "exists",
    "glob",
    "is_dir",
    "is_file",
    "iterdir",
    "mkdir",
    "open",
    "read_bytes",
    "read_text",
    "rglob",
    "unlink",
    "write_bytes",
    "write_text",
}

REPORTING_DJANGO = ("django.template", "django.utils.formats", "django.utils.translation")

# Half a second to two seconds of import each: few homes, and at module top in the core alone.
SLOW_HOMES = {
    "matplotlib": (REPORTING,),
    "pandas": (CORE, "surveys.services"),
    "weasyprint": (REPORTING,),
}


class Import(NamedTuple):
    name: str
    line: int
    when_loaded: bool  # at module top, not in a function and not for type checkers alone


def broken_arrows(root: Path) -> list[str]:
    broken = []
    for path in sorted(
        file for top in ("readiness", "surveys") for file in (root / top).rglob("*.py")
    ):
        place = path.relative_to(root)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        module = ".".join(place.with_suffix("").parts)
        broken += [f"{place.as_posix()}:{line}: {fault}" for line, fault in faults(tree, module)]
    return broken


def faults(tree: ast.Module, module: str) -> Iterator[tuple[int, str]]:
    part = next((part for part in ARROWS if within(module, part)), None)
    if part is None:
        yield 1, "belongs to no part; give it one in ARROWS"
        return
    for imported in imports(tree, module):
        if reason := refusal(imported, module, part):
            yield imported.line, f"{imported.name}: {reason}"
    if part == CORE:
        yield from impurities(tree, module)


def imports(tree: ast.Module, module: str) -> Iterator[Import]:
    package = module.split(".")[:-1]

    def walk(node: ast.AST, *, when_loaded: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, when_loaded) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            origin = [*base, node.module] if node.module else base
            for alias in node.names:
                yield Import(".".join([*origin, alias.name]), node.lineno, when_loaded)
        later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or for_type_checkers(node)
        for child in ast.iter_child_nodes(node):
            yield from walk(child, when_loaded=when_loaded and not later)

    yield from walk(tree, when_loaded=True)


def for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def refusal(imported: Import, module: str, part: str) -> str | None:
    """Why this import is not allowed, or nothing."""
    package = imported.name.split(".")[0]
    if package in {"readiness", "surveys"}:
        return refusal_of_ours(imported.name, module, part)
    if package in SLOW_HOMES:
        return refusal_of_slow(imported, package, part)
    return refusal_of_others(imported.name, package, module, part)


def refusal_of_ours(name: str, module: str, part: str) -> str | None:
    if not within(name, part, *ARROWS[part]):
        return f"{part} may not import it"
    if part == CORE and within(name, TALLY) and not within(module, TALLY, *TALLY_READERS):
        return "only a ReleasedTally is seen here"
    return None


def refusal_of_slow(imported: Import, package: str, part: str) -> str | None:
    if part not in SLOW_HOMES[package]:
        return f"only {' and '.join(SLOW_HOMES[package])} may import it"
    if part != CORE and imported.when_loaded:
        return "slow to import: only inside the function that needs it"
    return None


def refusal_of_others(name: str, package: str, module: str, part: str) -> str | None:
    refusals = {
        "not for the core": part == CORE and package not in CORE_PACKAGES,
        "the core has no clock and no chance": part == CORE and package in CLOCK_AND_CHANCE,
        f"only {READS_FILES} reads files": (
            part == CORE and package in OUTSIDE and module != READS_FILES
        ),
        "of Django, reporting has templates and translation alone": (
            part == REPORTING and package == "django" and not within(name, *REPORTING_DJANGO)
        ),
        "models know Django alone": (
            part == "surveys.models" and package not in {"django"} | sys.stdlib_module_names
        ),
    }
    return next((reason for reason, applies in refusals.items() if applies), None)


def impurities(tree: ast.Module, module: str) -> Iterator[tuple[int, str]]:
    """Looks at the clock, at files and at chance without a seed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if node.attr in CLOCK_CALLS and ast.unparse(node.value).split(".")[-1] in CLOCKS:
                yield node.lineno, f"{ast.unparse(node)}: the core has no clock"
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func).split(".")[-1]
            if called in FILE_CALLS and module != READS_FILES:
                yield node.lineno, f"{called}(): only {READS_FILES} reads files"
            elif called == "default_rng" and not node.args:
                yield node.lineno, "default_rng(): chance needs a seed"


def within(name: str, *parts: str) -> bool:
    return any(name == part or name.startswith(f"{part}.") for part in parts)


def test_our_own_arrows_hold():
    assert broken_arrows(ROOT) == []


def plant(root: Path, files: dict[str, str]) -> None:
    for name, source in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")


def test_a_tree_that_keeps_every_arrow_is_left_alone(tmp_path):
    plant(
        tmp_path,
        {
            "readiness/__init__.py": "",
            "readiness/core/tally.py": "import pandas as pd\nimport yaml\nfrom . import scope",
            "readiness/core/disclosure.py": "from readiness.core.tally import Tally",
            "readiness/core/assess.py": "from .tally import Tally",
            "readiness/core/ownership.py": (
                "from readiness.core.disclosure import ReleasedTally\n"
                "import numpy as np\n"
                "rng = np.random.default_rng(7)\n"
                "share = lambda votes: votes.today\n"
            ),
            "readiness/core/document.py": "from pathlib import Path\nPath('m').read_text()",
            "readiness/reporting/charts.py": (
                "from typing import TYPE_CHECKING\n"
                "from django import template\n"
                "from django.utils.translation import gettext\n"
                "from readiness.core.release import Release\n"
                "if TYPE_CHECKING:\n    from matplotlib.figure import Figure\n"
                "def draw():\n    from matplotlib.figure import Figure\n    import weasyprint\n"
            ),
            "readiness/urls.py": "from django.urls import include\ninclude('surveys.urls')",
            "surveys/forms.py": "from readiness.core.activity_model import Item",
            "surveys/management/commands/assess.py": "from surveys import services",
            "surveys/models/response.py": "import uuid\nfrom django.db import models",
            "surveys/services/releases.py": (
                "from readiness import reporting\n"
                "from readiness.core import assess\n"
                "from surveys import access, models, queries\n"
                "def read():\n    import pandas\n"
            ),
            "surveys/urls/__init__.py": "from surveys.views import start",
            "surveys/views/start.py": "from surveys import access, forms, queries, services",
        },
    )
    assert broken_arrows(tmp_path) == []


NO_FILES = "only readiness.core.document reads files"
BROKEN = [
    # Core: nothing of ours, no Django, no clock, no chance, no files.
    ("readiness/core/assess.py", "from readiness import reporting", "readiness.core may not"),
    ("readiness/core/assess.py", "from readiness import settings", "readiness.core may not"),
    ("readiness/core/assess.py", "import surveys.models", "readiness.core may not"),
    ("readiness/core/assess.py", "from ..reporting import pdf", "readiness.core may not"),
    ("readiness/core/assess.py", "from django.utils import timezone", "not for the core"),
    ("readiness/core/assess.py", "def f():\n    import django", "not for the core"),
    ("readiness/core/assess.py", "import matplotlib", "only readiness.reporting may"),
    ("readiness/core/assess.py", "import requests", "not for the core"),
    ("readiness/core/draws.py", "import time", "no clock and no chance"),
    ("readiness/core/draws.py", "from random import Random", "no clock and no chance"),
    ("readiness/core/draws.py", "import numpy as np\nnp.random.default_rng()", "needs a seed"),
    ("readiness/core/draws.py", "from datetime import date\ndate.today()", "no clock"),
    ("readiness/core/draws.py", "import datetime\nx = datetime.datetime.now", "no clock"),
    ("readiness/core/draws.py", "import pandas as pd\npd.Timestamp.utcnow()", "no clock"),
    ("readiness/core/scope.py", "open('a')", NO_FILES),
    ("readiness/core/scope.py", "from pathlib import Path\nPath('a').read_text()", NO_FILES),
    ("readiness/core/scope.py", "import os.path", NO_FILES),
    ("readiness/core/scope.py", "from importlib import resources", NO_FILES),
    # Release before compute: these see a ReleasedTally only.
    ("readiness/core/scoring.py", "from readiness.core.tally import Tally", "only a ReleasedTally"),
    ("readiness/core/agreement.py", "from .tally import Tally", "only a ReleasedTally"),
    ("readiness/core/ownership.py", "from . import tally", "only a ReleasedTally"),
    ("readiness/core/organising.py", "import readiness.core.tally", "only a ReleasedTally"),
    ("readiness/core/new.py", "from readiness.core.tally import Tally", "only a ReleasedTally"),
    # Reporting: the core, and of Django templates and translation.
    ("readiness/reporting/pdf.py", "from surveys import models", "readiness.reporting may not"),
    ("readiness/reporting/pdf.py", "from readiness import settings", "readiness.reporting may not"),
    ("readiness/reporting/pdf.py", "import django", "templates and translation alone"),
    ("readiness/reporting/pdf.py", "from django.conf import settings", "templates and translation"),
    ("readiness/reporting/pdf.py", "from django.utils import timezone", "templates and"),
    ("readiness/reporting/pdf.py", "from django.utils.html import escape", "templates and"),
    (
        "readiness/reporting/pdf.py",
        "from django.utils.safestring import mark_safe",
        "templates and",
    ),
    ("readiness/reporting/pdf.py", "import weasyprint", "slow to import"),
    ("readiness/reporting/pdf.py", "class A:\n    from matplotlib import figure", "slow to import"),
    ("readiness/reporting/pdf.py", "def f():\n    import pandas", "only readiness.core and"),
    # The wiring names surveys and imports nothing of ours.
    ("readiness/urls.py", "from surveys.views import start", "readiness.urls may not"),
    ("readiness/settings.py", "import surveys", "readiness.settings may not"),
    ("readiness/settings.py", "from readiness.core import scope", "readiness.settings may not"),
    ("readiness/data/sample/generate.py", "from readiness.core import tally", "readiness.data may"),
    ("readiness/tools.py", "", "belongs to no part"),
    # Surveys.
    ("surveys/views/start.py", "from surveys import models", "surveys.views may not"),
    ("surveys/views/start.py", "from ..models import Person", "surveys.views may not"),
    ("surveys/views/start.py", "from readiness.core import assess", "surveys.views may not"),
    ("surveys/views/start.py", "def f():\n    import pandas", "only readiness.core and"),
    ("surveys/management/commands/demo.py", "from readiness import core", "management may not"),
    ("surveys/management/commands/demo.py", "from surveys.models import A", "management may not"),
    ("surveys/forms.py", "from readiness.core.scope import Scope", "surveys.forms may not"),
    ("surveys/forms.py", "from surveys.queries import tally", "surveys.forms may not"),
    ("surveys/services/answers.py", "from surveys.forms import AnswerForm", "services may not"),
    ("surveys/services/answers.py", "from surveys.views import start", "services may not"),
    ("surveys/services/answers.py", "import pandas", "slow to import"),
    ("surveys/services/answers.py", "import weasyprint", "only readiness.reporting may"),
    ("surveys/access.py", "from surveys.services import answers", "surveys.access may not"),
    ("surveys/access.py", "from readiness.core import scope", "surveys.access may not"),
    ("surveys/queries.py", "from surveys.access import get_invitation", "surveys.queries may not"),
    ("surveys/queries.py", "from readiness.core.tally import Tally", "surveys.queries may not"),
    ("surveys/models/answer.py", "from surveys.queries import tally", "surveys.models may not"),
    ("surveys/models/answer.py", "from readiness.core import scope", "surveys.models may not"),
    ("surveys/models/answer.py", "import numpy", "models know Django alone"),
    ("surveys/urls/console.py", "from surveys.services import answers", "surveys.urls may not"),
    ("surveys/helpers.py", "", "belongs to no part"),
]


@pytest.mark.parametrize(("path", "source", "reason"), BROKEN)
def test_a_broken_arrow_is_named_with_its_line(tmp_path, path, source, reason):
    plant(tmp_path, {path: source})
    [fault] = broken_arrows(tmp_path)
    line = source.count("\n") + 1
    assert fault.startswith(f"{path}:{line}: ")
    assert reason in fault


def test_a_page_is_served_without_the_slow_imports():
    script = """
import sys, django
from django.test import Client
django.setup()
assert Client(SERVER_NAME="localhost").get("/").status_code == 200
print({"pandas", "matplotlib", "weasyprint"} & set(sys.modules))
"""
    served = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "readiness.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (served.stdout, served.stderr) == ("set()\n", "")
