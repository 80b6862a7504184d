"""A whole visit while three in ten requests and three in ten replies are lost."""

import pytest

from tests.faults import network

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_over_a_network_that_loses_three_in_ten_no_answer_is_lost_or_wrongly_called_saved(
    browse, live_server, seed
):
    page = browse(scripts=True, quiet=False)
    outcome = network.visit(page, live_server.url, seed)
    assert network.problems(outcome) == []
    assert outcome.answers >= 38
