"""A workshop's room: coming in, coming back, and what its lead does about the seats."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache, caches
from django.test import Client

from surveys.models import Dot, Owner, Seat, Vote, Workshop
from surveys.services import rooms
from tests.factories import NOW
from tests.rooms import again, projector, room, seat, show, vote

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()
    caches["here"].clear()


def secret_in(page):
    return re.search(r'name="secret" value="([^"]+)"', page.content.decode())[1]


def come_in(workshop, **sent):
    client = Client()
    page = client.get(f"/join/{workshop.join_code}/")
    answer = client.post(f"/join/{workshop.join_code}/", {"secret": secret_in(page)} | sent)
    return client, answer


def test_a_code_typed_in_any_way_leads_to_the_room():
    made = room()
    code = made.join_code
    for typed in (code, code.upper(), f"{code[:4]}-{code[4:]}", f" {code[:4]} {code[4:]} "):
        answer = Client().post("/join/", {"code": typed})
        assert (answer.status_code, answer.url) == (302, f"/join/{code}/"), typed


def test_who_comes_in_with_nothing_but_the_code_has_a_seat_and_the_question():
    made = room()
    client, answer = come_in(made)
    assert (answer.status_code, answer.url) == (302, f"/w/{made.code}/")
    page = client.get(answer.url).content.decode()
    assert page.count('type="radio"') == 7  # five levels, don't know, not my area
    assert Seat.objects.get().name == ""


def test_the_cookie_is_for_no_script_and_no_other_site():
    _client, answer = come_in(room())
    [cookie] = [c for name, c in answer.cookies.items() if name.startswith("w-")]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_the_database_holds_no_secret_of_a_device():
    made = room()
    client, _answer = come_in(made)
    secret = client.cookies[f"w-{made.code}"].value
    assert secret not in str(Seat.objects.values())


def test_pressing_join_twice_makes_one_seat():
    made = room()
    client = Client()
    sent = {"secret": secret_in(client.get(f"/join/{made.join_code}/")), "name": "Ana"}
    other = Client()  # the first answer got lost, and its cookie with it
    for browser in (client, other):
        assert browser.post(f"/join/{made.join_code}/", sent).status_code == 302
    assert [one.name for one in Seat.objects.all()] == ["Ana"]
    assert other.get(f"/w/{made.code}/").status_code == 200


def test_the_same_name_is_told_apart():
    made = room()
    names = [seat(made, name)[0].name for name in ("Ana", "ana", " Ana ", "")]
    assert names == ["Ana", "ana (2)", "Ana (3)", ""]


def test_an_anonymous_room_neither_asks_for_the_department_nor_keeps_it():
    made = room(anonymous=True)
    page = Client().get(f"/join/{made.join_code}/")
    assert b"department" not in page.content.lower()
    come_in(made, department="it")
    assert Seat.objects.get().department is None


def test_a_named_room_keeps_the_department():
    come_in(room(), department="it", name="Ana")
    assert Seat.objects.get().department.key == "it"


def test_a_department_of_nobody_is_refused():
    _client, answer = come_in(room(), department="moon")
    assert (answer.status_code, Seat.objects.count()) == (422, 0)


def test_wrong_codes_are_not_known():
    made = room()
    for typed in ("abcd2345", "x", made.join_code + "2", "ab cd", "ü" * 8, made.code):
        assert Client().post("/join/", {"code": typed}).status_code == 404, typed
        assert Client().get(f"/join/{typed}/").status_code == 404, typed


def test_after_too_many_wrong_codes_no_code_is_taken_for_a_while(monkeypatch):
    made = room()
    monkeypatch.setattr(rooms, "WRONG", 3)
    for _ in range(3):
        with pytest.raises(rooms.WrongCode):
            rooms.find("abcd2345", now=NOW)
    with pytest.raises(rooms.TooManyTries):
        rooms.find(made.join_code, now=NOW)
    assert rooms.find(made.join_code, now=NOW + timedelta(seconds=rooms.WINDOW)) == made


def test_a_locked_room_takes_nobody_new_and_keeps_who_is_in():
    made = room()
    _one, client = seat(made)
    rooms.lock(workshop=made, locked=True)
    assert Client().get(f"/join/{made.join_code}/").status_code == 409
    assert client.get(f"/w/{made.code}/").status_code == 200
    with pytest.raises(rooms.DoorClosed):
        seat(made)
    rooms.lock(workshop=made, locked=False)
    assert seat(made)[0].pk


def test_a_new_code_ends_the_old_one_and_loses_no_seat():
    made = room()
    _one, client = seat(made)
    rooms.change_code(workshop=made)
    new = again(made).join_code
    assert new != made.join_code
    assert Client().get(f"/join/{made.join_code}/").status_code == 404
    assert Client().get(f"/join/{new}/").status_code == 200
    assert client.get(f"/w/{made.code}/").status_code == 200


def test_who_opens_the_code_again_goes_on_with_their_seat():
    made = room()
    _one, client = seat(made)
    answer = client.get(f"/join/{made.join_code}/")
    assert (answer.status_code, answer.url) == (302, f"/w/{made.code}/")
    assert Seat.objects.count() == 1


def test_a_personal_code_moves_the_seat_and_its_vote_to_another_device():
    made = room()
    mine, old = seat(made, "Ana")
    vote(old, made, "3")
    new = Client()
    answer = new.post("/join/", {"code": mine.short_code})
    assert (answer.status_code, answer.url) == (302, f"/w/{made.code}/")
    assert 'value="3" checked' in new.get(answer.url).content.decode()
    assert old.get(f"/w/{made.code}/").status_code == 403
    assert vote(old, made, "1").status_code == 403
    assert [one.value for one in Vote.objects.all()] == ["3"]


def test_a_personal_code_opens_nothing_in_an_address():
    made = room()
    mine, _client = seat(made)
    assert Client().get(f"/join/{mine.short_code}/").status_code == 404


def test_who_was_removed_is_told_and_can_do_nothing():
    made = room()
    mine, client = seat(made)
    vote(client, made, "3")
    rooms.remove(seat=mine)
    assert client.get(f"/w/{made.code}/").status_code == 403
    assert client.get(f"/w/{made.code}/state/").status_code == 403
    assert vote(client, made, "2").status_code == 403
    assert Vote.objects.count() == 0
    gone = Seat.objects.get()
    assert (gone.key, gone.cookie_hash, gone.short_code, gone.removed) == (None, None, None, True)


def test_removing_somebody_leaves_what_was_shown_as_it_was():
    made = room()
    mine, client = seat(made)
    vote(client, made, "3")
    show(made)
    rooms.remove(seat=mine)
    assert Vote.objects.count() == 1


def test_who_sat_down_twice_keeps_one_vote_and_the_newer_device():
    made = room()
    first, old = seat(made, "Ana")
    second, new = seat(made, "Ana")
    vote(old, made, "1")
    vote(new, made, "3")
    rooms.merge(seat=second, into=first)
    assert new.get(f"/w/{made.code}/").status_code == 200
    assert old.get(f"/w/{made.code}/").status_code == 403
    assert [(one.value, one.seat_key) for one in Vote.objects.all()] == [("3", first.key)]


@pytest.mark.parametrize("stays", ["first", "second"])
def test_what_was_voted_on_the_older_device_goes_as_the_newer_would_show_it(stays):
    made = room()
    first, old = seat(made, "Ana")
    second, new = seat(made, "Lead")
    vote(old, made, "1")
    into, gone = (first, second) if stays == "first" else (second, first)
    rooms.merge(seat=gone, into=into)
    assert Vote.objects.count() == 0
    assert new.get(f"/w/{made.code}/state/").json()["mine"]["vote"] == ""
    assert vote(new, made, "2").status_code == 200


def test_a_vote_of_the_seat_that_goes_stays_where_the_other_has_none():
    made = room()
    first, _old = seat(made, "Ana")
    second, new = seat(made, "Ana")
    vote(new, made, "3")
    owner = Owner.objects.create(item=made.current, name="Ana", seat=second)
    rooms.merge(seat=second, into=first)
    assert [(one.value, one.seat_key) for one in Vote.objects.all()] == [("3", first.key)]
    owner.refresh_from_db()
    assert owner.seat == first


def test_dots_are_not_doubled_by_merging():
    made = room(stage="dots")
    first, _old = seat(made)
    second, _new = seat(made)
    for one in (first, second):
        Dot.objects.create(item=made.items.first(), seat_key=one.key)
    rooms.merge(seat=second, into=first)
    assert Dot.objects.get().seat_key == first.key


def test_seats_of_two_rooms_are_not_merged():
    one, _client = seat(room())
    with pytest.raises(rooms.NotInRoom):
        rooms.merge(seat=one, into=seat(room(one.workshop.assessment))[0])


def test_leaving_frees_the_device_and_keeps_the_seat():
    made = room()
    mine, client = seat(made)
    page = client.post(f"/w/{made.code}/leave/").content.decode()
    assert f"{mine.short_code[:4]} {mine.short_code[4:]}" in page
    assert client.get(f"/w/{made.code}/").status_code == 403
    assert Client().post("/join/", {"code": mine.short_code}).status_code == 302


def test_the_projector_shows_what_is_asked_and_can_do_nothing():
    made = room()
    wall = projector(made)
    page = wall.get(f"/w/{made.code}/screen/")
    assert page.status_code == 200
    assert b"<form" not in page.content.split(b"<main")[1].split(b"</main>")[0]
    assert wall.get(f"/w/{made.code}/").status_code == 403
    assert vote(wall, made, "1").status_code == 403


def test_a_new_projector_link_ends_the_old_one():
    made = room()
    wall, old = projector(made), rooms.screen_address(made)
    Workshop.objects.filter(pk=made.pk).update(screen_number=1)
    assert wall.get(f"/w/{made.code}/screen/").status_code == 403
    assert Client().get(old[old.index("/w/") :]).status_code == 403


def test_a_cookie_of_one_room_opens_no_other():
    one = room()
    other = room(one.assessment)
    _mine, client = seat(one)
    client.cookies[f"w-{other.code}"] = client.cookies[f"w-{one.code}"].value
    wall = projector(one)
    wall.cookies[f"s-{other.code}"] = wall.cookies[f"s-{one.code}"].value
    assert client.get(f"/w/{other.code}/").status_code == 403
    assert wall.get(f"/w/{other.code}/screen/").status_code == 403


def test_after_the_end_a_phone_is_thanked():
    made = room()
    mine, client = seat(made)
    Workshop.objects.filter(pk=made.pk).update(stage="ended", join_code=None)
    Seat.objects.filter(pk=mine.pk).update(key=None, cookie_hash=None, short_code=None)
    page = client.get(f"/w/{made.code}/")
    assert (page.status_code, b"Thank you" in page.content) == (410, True)
    assert client.get(f"/w/{made.code}/state/").status_code == 410
    assert vote(client, made, "1").status_code == 410


def test_nobody_is_in_a_room_that_does_not_exist():
    client = Client()
    for path in ("/w/222222222222/", "/w/222222222222/screen/", "/w/222222222222/screen/token"):
        assert client.get(path).status_code == 403
