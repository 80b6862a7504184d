"""Several callers at the same moment, each in a thread with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def together(*doing):
    """What each gave back, or the error it ended with, in the order of ``doing``."""
    gate = Barrier(len(doing))

    def run(do):
        gate.wait()
        try:
            return do()
        except Exception as error:  # noqa: BLE001 - looked at by the test
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doing)) as pool:
        return list(pool.map(run, doing))
