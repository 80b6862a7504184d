"""After a workshop nothing in the database's files ties a vote to a seat, not even deleted rows."""

from surveys.models import Dot, Seat, Vote, VoteCount
from surveys.services import room_end
from tests.closing_room import dots, room, seats, votes
from tests.factories import NOW
from tests.surveys.test_confidentiality import found_in, hidden

PEOPLE = 8


def test_the_files_hold_no_key_of_a_seat_any_more(real_database):
    made = room(anonymous=True)
    votes(made, "MON-1", {"1": 3, "2": 5})
    dots(made, *["MON-1 MON-2"] * PEOPLE)
    sitting = seats(made, PEOPLE)
    keys, hashes = [each.key for each in sitting], [each.cookie_hash for each in sitting]
    assert found_in(real_database, keys, hashes) == 2 * PEOPLE
    room_end.end(workshop=made, user=None, now=NOW)
    assert found_in(real_database, keys, hashes) == 0
    assert (Vote.objects.count(), Dot.objects.count(), Seat.objects.count()) == (0, 0, PEOPLE)
    assert VoteCount.objects.count() == 2


def test_what_votes_became_lies_in_the_order_of_values_not_of_votes(real_database):
    assert real_database.exists()
    made = room()
    votes(made, "MON-1", {"3": 2, "1": 2, "2": 1})
    room_end.end(workshop=made, user=None, now=NOW)
    assert [value for _stamp, value in hidden("surveys_votecount", "value")] == ["1", "2", "3"]
