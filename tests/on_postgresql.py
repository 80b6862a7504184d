"""Run Python on a PostgreSQL of its own: ``python -m tests.on_postgresql -m pytest -m django_db``.

The server is made of the system's programs in a folder of its own, listens on a socket there alone,
and is gone afterwards, however the command ends.
"""

import os
import signal
import subprocess
import sys

from tests.databases import HOW_TO_INSTALL, PostgresqlMissing, address, postgresql_server

NO_TESTS = 5  # pytest's word for: nothing was chosen
NOT_RUN = f"""
The tests were NOT run on PostgreSQL: it is not installed here. To run them there too:

  {HOW_TO_INSTALL}
"""


def main(arguments):
    """The command's exit code; without PostgreSQL 0, and 1 where CI is set."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with postgresql_server() as folder:
            environment = os.environ | {"DATABASE_URL": address(folder, "postgres")}
            ended = subprocess.run([sys.executable, *arguments], check=False, env=environment)
    except PostgresqlMissing:
        sys.stderr.write(NOT_RUN)
        return 1 if os.environ.get("CI") else 0
    return 0 if ended.returncode == NO_TESTS else ended.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
