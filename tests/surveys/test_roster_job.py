"""From confirming to the roster: joiners, movers, leavers, all or nothing, and secrets kept."""

import itertools

import pytest

from surveys import queries
from surveys.models import Department, Invitation, Job, Person, Response, RosterImport
from surveys.services import (
    assessments,
    invitations,
    jobs,
    roster_imports,
    roster_job,
    roster_people,
    roster_plan,
)
from tests.factories import NOW, assessment, invite_with_token, organisation, respond
from tests.worked import work_all

pytestmark = pytest.mark.django_db

HEAD = "Name,E-mail,Department,Role\n"
FIRST = (
    HEAD
    + "Anna Ott,anna@example.com,Sales,Clerk\nBen Lee,ben@example.com,It,\n"
    + "Cleo Nil,cleo@example.com,Sales,\nDan Ray,dan@example.com,It,\n"
)


@pytest.fixture
def acme():
    return organisation("Acme", ("it", "sales"))


def begin(of, text):
    return roster_imports.begin(organisation=of, content=text, name="", user=None, now=NOW)


def plan_of(of, text):
    return roster_imports.look(begin(of, text))[1]


def confirm(roster, *, leave_out=False, remove=False, mark=None):
    seen = mark or roster_imports.look(roster)[1].mark
    return roster_imports.confirm(
        roster=roster, mark=seen, leave_out=leave_out, remove=remove, user=None, now=NOW
    )


def bring(of, text, **ticked):
    roster = begin(of, text)
    confirm(roster, **ticked)
    work_all()
    roster.refresh_from_db()
    assert roster.state == "done", Job.objects.get(subject=roster.code).error
    return roster.summary


def roster_of(of):
    rows = Person.objects.filter(organisation=of).order_by("name")
    return list(rows.values_list("name", "email", "department__name", "role"))


def test_nothing_is_stored_before_it_is_confirmed_and_then_all_of_it(acme):
    roster = begin(acme, FIRST)
    confirm(roster)
    assert roster_of(acme) == []
    work_all()
    assert roster_of(acme) == [
        ("Anna Ott", "anna@example.com", "Sales", "Clerk"),
        ("Ben Lee", "ben@example.com", "It", ""),
        ("Cleo Nil", "cleo@example.com", "Sales", ""),
        ("Dan Ray", "dan@example.com", "It", ""),
    ]
    roster.refresh_from_db()
    assert (roster.state, bytes(roster.content), roster.choices) == ("done", b"", {})


def test_the_same_list_again_changes_nothing(acme):
    bring(acme, FIRST)
    before = list(Person.objects.order_by("pk").values_list())
    summary = bring(acme, FIRST.replace("anna@", "Anna@"), remove=True)
    assert (summary["unchanged"], summary["left"]) == (4, 0)
    assert list(Person.objects.order_by("pk").values_list()) == before


def test_a_new_list_shows_joiners_movers_changes_and_leavers(acme):
    bring(acme, FIRST)
    plan = plan_of(
        acme,
        HEAD
        + "Anna Meier,anna@example.com,Sales,Head\nBen Lee,ben@example.com,Sales,\n"
        + "Cleo Nil,cleo@example.com,Sales,\nEve Joy,eve@example.com,It,\n",
    )
    assert [each.name for each in plan.joiners] == ["Eve Joy"]
    assert [each.fields for each in plan.movers] == [(("department", "It", "Sales"),)]
    assert [each.fields for each in plan.changed] == [
        (("name", "Anna Ott", "Anna Meier"), ("role", "Clerk", "Head"))
    ]
    assert ([each.name for each in plan.leavers], plan.unchanged) == (["Dan Ray"], 1)


@pytest.mark.parametrize("remove", [False, True])
def test_who_is_gone_stays_unless_it_is_ticked(acme, remove):
    bring(acme, FIRST)
    summary = bring(acme, HEAD + "Anna Ott,anna@example.com,Sales,\n", remove=remove)
    assert Person.objects.count() == (1 if remove else 4)
    assert (summary["left"], summary["stayed"]) == ((3, 0) if remove else (0, 3))


def test_an_empty_cell_and_a_missing_column_change_nothing(acme):
    bring(acme, FIRST)
    assert bring(acme, FIRST.replace("Clerk", ""))["unchanged"] == 4
    assert (
        bring(acme, "Name,E-mail,Department\nAnna Ott,anna@example.com,Sales\n")["unchanged"] == 1
    )
    assert Person.objects.get(name="Anna Ott").role == "Clerk"


def test_rows_with_problems_are_left_out_only_when_that_is_ticked(acme):
    roster = begin(acme, FIRST + "Eve,eve@,It,\n")
    with pytest.raises(roster_imports.ProblemsLeft):
        confirm(roster)
    confirm(roster, leave_out=True)
    work_all()
    assert Person.objects.count() == 4


def test_who_stands_in_a_row_with_a_problem_is_not_taken_as_gone(acme):
    bring(acme, FIRST)
    summary = bring(
        acme,
        FIRST.replace("dan@example.com", "dan@").replace("Dan Ray", "Dan  RAY"),
        leave_out=True,
        remove=True,
    )
    assert summary["left"] == 0
    assert Person.objects.filter(name="Dan Ray").exists()


def test_namesakes_never_get_each_others_link(acme):
    bring(acme, HEAD + "Anna Ott,anna@example.com,Sales,\n")
    plan = plan_of(acme, HEAD + "Anna Ott,ott@example.com,Sales,\n")
    assert ([e.email for e in plan.joiners], [e.email for e in plan.leavers]) == (
        ["ott@example.com"],
        ["anna@example.com"],
    )
    assert [each.what for each in plan.notices] == [
        "Somebody of this name is in the roster with the address anna@example.com."
    ]


def test_who_had_no_address_gets_one_by_name_and_department(acme):
    bring(acme, "Name,Department\nAnna Ott,Sales\nBen Lee,It\n")
    plan = plan_of(
        acme, HEAD + "Anna Ott,anna@example.com,Sales,\nBen Lee,ben@example.com,Sales,\n"
    )
    assert [each.fields for each in plan.changed] == [(("email", "", "anna@example.com"),)]
    assert [each.name for each in plan.joiners] == ["Ben Lee"]


def test_two_people_swap_their_addresses(acme):
    bring(acme, "Name,Department\nAnna Ott,Sales\nBen Lee,It\n")
    anna, ben = Person.objects.order_by("name")
    Person.objects.filter(pk=anna.pk).update(email="a@example.com")
    Person.objects.filter(pk=ben.pk).update(email="b@example.com")
    bring(acme, HEAD + "Ben Lee,a@example.com,Sales,\nAnna Ott,b@example.com,It,\n")
    assert roster_of(acme) == [
        ("Anna Ott", "b@example.com", "It", ""),
        ("Ben Lee", "a@example.com", "Sales", ""),
    ]


def test_new_departments_are_created_with_a_type_and_join_drafts_alone(acme):
    opened, draft = assessment(acme), assessment(acme, opened=False)
    text = FIRST + "Eve,eve@example.com,Rechtsabteilung,\nFay,fay@example.com,Nobody,\n"
    summary = bring(acme, text)
    made = acme.departments.exclude(key__in=("it", "sales")).order_by("name")
    assert list(made.values_list("key", "name", "type")) == [
        ("nobody-2", "Nobody", "other"),
        ("rechtsabteilung", "Rechtsabteilung", "legal"),
    ]
    assert (draft.scope.count(), opened.scope.count(), summary["drafts"]) == (4, 2, 1)


def choose(roster, **departments):
    chosen = {place: {"choice": choice, "type": ""} for place, choice in departments.items()}
    roster_imports.choose(roster=roster, choices={"departments": chosen})


def test_a_mistyped_department_waits_for_a_decision(acme):
    roster = begin(acme, FIRST + "Eve,eve@example.com,Saels,\n")
    with pytest.raises(roster_imports.DecisionsMissing):
        confirm(roster)
    choose(roster, saels="use:sales")
    confirm(roster)
    work_all()
    assert Person.objects.get(name="Eve").department.key == "sales"
    assert Department.objects.count() == 2


def test_a_department_that_is_renamed_while_a_list_is_stored_stops_it(acme, monkeypatch):
    roster = begin(acme, FIRST)
    confirm(roster)
    make = roster_plan.make

    def then_rename(**inputs):
        plan = make(**inputs)
        acme.departments.filter(key="sales").update(name="Field")
        return plan

    monkeypatch.setattr(roster_plan, "make", then_rename)
    work_all()
    job = Job.objects.get(subject=roster.code)
    assert (job.state, Person.objects.count()) == ("failed", 0)
    assert job.error.startswith("The roster was changed after this was confirmed.")


def test_people_of_a_department_that_is_left_out_are_not_taken_nor_gone(acme):
    bring(acme, FIRST)
    roster = begin(acme, FIRST.replace("dan@example.com,It", "dan@example.com,Canteen"))
    choose(roster, canteen="skip")
    plan = roster_imports.look(roster)[1]
    assert (plan.people, plan.skipped, plan.leavers, plan.movers) == (3, 1, [], [])


def test_heads_of_departments_are_noted_by_a_mark_or_by_name(acme):
    bring(
        acme,
        "Name,E-mail,Department,Role,Head\nAnna Ott,anna@example.com,Sales,Director,yes\n"
        "Ben Lee,ben@example.com,Sales,,\nCleo Nil,cleo@example.com,IT,,Dan Ray\n"
        "Dan Ray,dan@example.com,IT,CIO,Dan Ray\n",
    )
    found = acme.departments.order_by("key").values_list("head_name", "head_email", "head_role")
    assert list(found) == [
        ("Dan Ray", "dan@example.com", "CIO"),
        ("Anna Ott", "anna@example.com", "Director"),
    ]


def test_two_heads_of_one_department_are_said_and_none_is_noted(acme):
    plan = plan_of(
        acme,
        "Name,E-mail,Department,Head\nAnna,anna@example.com,Sales,x\nBen,ben@example.com,Sales,x\n",
    )
    assert (plan.heads, [each.what for each in plan.notices]) == (
        [],
        ["More than one head is named for Sales."],
    )


def test_what_was_confirmed_is_what_was_shown(acme):
    bring(acme, FIRST)
    roster = begin(acme, HEAD + "Zoe,zoe@example.com,It,\n")
    confirm(roster, remove=True)
    Person.objects.create(
        organisation=acme, department=acme.departments.get(key="it"), name="New", email="n@x.de"
    )
    work_all()
    job = Job.objects.get(subject=roster.code)
    assert (job.state, job.error) == (
        "failed",
        "The roster was changed after this was confirmed. Look at it again and confirm anew.",
    )
    assert Person.objects.count() == 5
    with pytest.raises(roster_imports.PlanChanged):
        confirm(roster, mark="old")
    confirm(roster)
    work_all()
    assert Person.objects.filter(name="Zoe").exists()


def test_a_worker_that_dies_while_storing_leaves_nothing_half_done(acme, monkeypatch):
    roster = begin(acme, FIRST + "Eve,eve@example.com,Canteen,\n")
    confirm(roster)

    def die(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(roster_job, "_join_drafts", die)
    with pytest.raises(KeyboardInterrupt):
        work_all()
    roster.refresh_from_db()
    job = Job.objects.get(subject=roster.code)
    assert (roster.state, job.state, job.tries) == ("confirmed", "waiting", 0)
    assert (Person.objects.count(), Department.objects.count()) == (0, 2)
    monkeypatch.undo()
    work_all()
    assert Person.objects.count() == 5


def test_a_job_that_runs_twice_stores_once(acme):
    roster = begin(acme, FIRST)
    job = confirm(roster)
    work_all()
    Job.objects.filter(pk=job.pk).update(state="waiting")
    work_all()
    assert (Person.objects.count(), Job.objects.get().state) == (4, "done")


def test_a_list_that_is_being_stored_is_neither_changed_nor_dropped(acme):
    roster = begin(acme, FIRST)
    confirm(roster)
    for refused in (
        lambda: roster_imports.choose(roster=roster, choices={}),
        lambda: roster_imports.drop(roster=roster),
        lambda: confirm(roster),
    ):
        with pytest.raises(roster_imports.NotDraft):
            refused()


def test_old_lists_are_forgotten(acme):
    begin(acme, FIRST)
    jobs.enqueue(kind="tidy", subject="now", now=NOW)
    work_all()
    assert not RosterImport.objects.exists()


# Invited people move and leave; whether they have answered is not to be seen.


def invited(of, *, answered):
    """Anna of Sales, invited and perhaps done; three others of each department, of whom one is."""
    made = assessment(of)
    for key, number in (("sales", 3), ("it", 3)):
        for n in range(number):
            one = invite_with_token(made, key, f"{key}{n}").invitation
            if n == 0:
                respond(one, {"MON-1-Q1": "2"})
    issued = invite_with_token(made, "sales", "Anna")
    if answered:
        respond(issued.invitation, {"MON-1-Q1": "3"})
    else:
        respond(issued.invitation, {"MON-1-Q1": "3"}, submit=False)
    return made, issued


def numbers(made):
    return {each.key: (each.invited, each.answered) for each in queries.progress(made)}


def anna():
    return Person.objects.get(name="Anna")


def move(person, to):
    details = roster_people.Details(
        name=person.name, email=person.email, role="", language="", department=to
    )
    roster_people.change(person=person, details=details, user=None, now=NOW)


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("leaves", [False, True])
def test_numbers_before_and_after_do_not_tell_whether_somebody_has_answered(acme, answered, leaves):
    made, _issued = invited(acme, answered=answered)
    before = numbers(made)
    if leaves:
        roster_people.remove(person=anna(), user=None, now=NOW)
    else:
        move(anna(), "it")
    after = numbers(made)
    assert {key: after[key][0] - before[key][0] for key in after} == {
        "it": 0 if leaves else 1,
        "sales": -1,
    }
    assert {key: after[key][1] - before[key][1] for key in after} == {"it": 0, "sales": 0}
    shown = Invitation.objects.filter(person__name="Anna").values_list("department__key", flat=True)
    assert list(shown) == ([] if leaves else ["it"])


def test_an_open_link_goes_along_and_stays_the_same(acme):
    _made, issued = invited(acme, answered=False)
    move(anna(), "it")
    found, _cookie = invitations.open_link(issued.token, now=NOW)
    assert found.department.key == "it"
    assert Response.objects.get(invitation=found).department.key == "it"


def test_answers_that_were_sent_stay_with_the_department_they_were_given_for(acme):
    invited(acme, answered=True)
    move(anna(), "it")
    sent = Response.objects.filter(state="submitted").values_list("department__key", flat=True)
    assert sorted(sent) == ["it", "sales", "sales"]


def test_a_leavers_open_link_ends_and_its_answers_go(acme):
    _made, issued = invited(acme, answered=False)
    roster_people.remove(person=anna(), user=None, now=NOW)
    with pytest.raises(invitations.LinkRevoked):
        invitations.open_link(issued.token, now=NOW)
    assert Response.objects.filter(state="started").count() == 0


def test_where_the_new_department_takes_no_part_the_link_stays(acme):
    _made, issued = invited(acme, answered=False)
    Department.objects.create(organisation=acme, key="new", name="New", type="other")
    move(anna(), "new")
    assert invitations.open_link(issued.token, now=NOW)[0].department.key == "sales"


def test_closing_keeps_the_numbers_of_who_moved(acme):
    made, _issued = invited(acme, answered=True)
    move(anna(), "it")
    before = numbers(made)
    assessments.close(assessment=made, user=None, now=NOW)
    assert numbers(made) == before
    assert dict(made.scope.values_list("department__key", "invited")) == {"it": 4, "sales": 3}


def test_everybody_answered_and_one_moves_still_fits(acme):
    made = assessment(acme)
    for n in range(2):
        respond(invite_with_token(made, "sales", f"s{n}").invitation, {"MON-1-Q1": "2"})
    move(Person.objects.get(name="s0"), "it")
    assert numbers(made) == {"it": (1, 0), "sales": (2, 2)}


def test_movers_and_leavers_of_a_list_are_treated_the_same(acme):
    bring(acme, FIRST)
    made = assessment(acme)
    invitations.invite_everybody(assessment=made, user=None, now=NOW)
    for name in ("Anna Ott", "Cleo Nil"):
        respond(made.invitations.get(person__name=name), {"MON-1-Q1": "2"})
    assert numbers(made) == {"it": (2, 0), "sales": (2, 2)}
    bring(
        acme,
        HEAD + "Anna Ott,anna@example.com,It,\nBen Lee,ben@example.com,Sales,\n",
        remove=True,
    )
    assert numbers(made) == {"it": (1, 0), "sales": (2, 2)}
    states = made.invitations.values_list("state", "person__name", "department__key")
    assert sorted(map(str, itertools.chain.from_iterable(states))).count("revoked") == 2
