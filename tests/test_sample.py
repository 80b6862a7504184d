import ast
import csv
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from readiness.data.sample import generate

SAMPLE = Path(generate.__file__).parent
FLOOR = 5
RESERVED = {"each", "nobody", "agency", "dk"}
DOMAINS = {"MON": 3, "RSP": 4, "NEW": 2, "LED": 3, "GDL": 2, "CUL": 2}
ACTIVITIES = {f"{domain}-{n + 1}" for domain, size in DOMAINS.items() for n in range(size)}
ITEMS = {f"{code}-Q1" for code in ACTIVITIES | {"CND-1", "CND-2", "CND-3", "CND-4"}}
HEADLINES = {"MON-1", "RSP-1", "NEW-2", "LED-1", "GDL-1", "CUL-1"}
OWNERSHIP = {f"{code}:today" for code in ACTIVITIES} | {f"{code}:should" for code in HEADLINES}
DEPARTMENT_ITEMS = {
    f"{code}-Q1"
    for code in ("MON-1", "MON-3", "RSP-1", "RSP-2", "NEW-1", "GDL-2", "CUL-1", "CUL-2")
}
PROFILE = {
    "PRF-2": {"staff", "lead", "executive"},
    "PRF-3": {"daily", "weekly", "less", "never"},
}
ORGANISATIONS = {
    "planted": {"departments": 9, "invited": 120, "answering": 90, "employees": 900},
    "healthy": {"departments": 8, "invited": 110, "answering": 90, "employees": 600},
}

pytestmark = pytest.mark.parametrize("name", ORGANISATIONS)


def rows(name, file):
    with (SAMPLE / name / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def departments(name):
    return [row["key"] for row in rows(name, "departments.csv")]


def allowed_values(question, keys):
    """What the questionnaire offers, written down a second time, apart from the generator."""
    if question in PROFILE:
        return PROFILE[question]
    if question.endswith(":today"):
        return {*keys, *RESERVED, "several"}
    if question.endswith(":should"):
        return {*keys, *RESERVED, "new_team", "point_person"}
    return {*"01234", "dk", *(["np"] if question in DEPARTMENT_ITEMS else [])}


def is_asked(question, role, frequency):
    leads = role in {"lead", "executive"}
    if question in {"CND-1-Q1", "CND-2-Q1"}:
        return leads
    if question in {"MON-2-Q1", "RSP-4-Q1", "LED-3-Q1", "CND-4-Q1"}:
        return leads or frequency in {"daily", "weekly"}
    return True


def test_the_shipped_answers_are_the_generators_draw(name, tmp_path):
    profile = generate.load_profile(name)
    generate.write_answers(
        generate.draw_answers(profile, seed=profile["seed"]), tmp_path / "answers.csv"
    )
    shipped = (SAMPLE / name / "answers.csv").read_bytes()
    assert (tmp_path / "answers.csv").read_bytes() == shipped
    assert b"\r" not in shipped


def test_the_command_draws_with_the_seed_it_is_given(name, tmp_path):
    out = tmp_path / "out.csv"
    subprocess.run(
        [sys.executable, generate.__file__, name, "--seed", "7", "--answers", out], check=True
    )
    lines = out.read_text(encoding="utf-8").splitlines()
    drawn = generate.draw_answers(generate.load_profile(name), seed=7)
    assert lines == [",".join(row) for row in [generate.HEADER, *drawn]]
    assert out.read_bytes() != (SAMPLE / name / "answers.csv").read_bytes()


@pytest.mark.parametrize(
    ("file", "header"),
    [
        ("answers.csv", "respondent,department,question,value"),
        ("departments.csv", "key,name,type,invited,group,head,hours,authority,headcount"),
        ("people.csv", "name,email,department,role"),
    ],
)
def test_each_file_has_the_documented_header(name, file, header):
    text = (SAMPLE / name / file).read_text(encoding="utf-8")
    assert text.splitlines()[0] == header
    assert text.endswith("\n")


def test_size_invitations_and_roster_agree(name):
    expected = ORGANISATIONS[name]
    listed = rows(name, "departments.csv")
    profile = generate.load_profile(name)
    assert len(listed) == expected["departments"]
    assert sum(int(row["headcount"]) for row in listed) == expected["employees"]
    assert profile["organisation"]["employees"] == expected["employees"]
    invited = {row["key"]: int(row["invited"]) for row in listed}
    assert sum(invited.values()) == expected["invited"]
    assert invited == Counter(row["department"] for row in rows(name, "people.csv"))
    assert invited == {key: row["invited"] for key, row in profile["departments"].items()}


def test_as_many_answer_as_the_profile_says(name):
    people = {(row["respondent"], row["department"]) for row in rows(name, "answers.csv")}
    answering = Counter(department for _, department in people)
    profile = generate.load_profile(name)["departments"]
    assert answering == {key: row["answering"] for key, row in profile.items()}
    assert sum(answering.values()) == ORGANISATIONS[name]["answering"]
    assert all(row["answering"] <= row["invited"] for row in profile.values())


def test_only_the_planted_executive_board_is_below_the_floor(name):
    small = [row for row in rows(name, "departments.csv") if int(row["invited"]) < FLOOR]
    expected = [("executive_board", "executive", "4", "")] if name == "planted" else []
    assert [(row["key"], row["type"], row["invited"], row["group"]) for row in small] == expected


def test_every_head_is_on_the_roster_of_the_department(name):
    roster = {(row["department"], row["name"], row["role"]) for row in rows(name, "people.csv")}
    heads = [(row["key"], *row["head"].split(", ")) for row in rows(name, "departments.csv")]
    assert set(heads) <= roster


def test_heads_state_hours_and_authority_or_nothing(name):
    facts = {row["key"]: (row["hours"], row["authority"]) for row in rows(name, "departments.csv")}
    silent = [key for key, stated in facts.items() if not all(stated)]
    assert silent == (["sales"] if name == "planted" else [])
    stated = [pair for key, pair in facts.items() if key not in silent]
    assert all(hours.isdecimal() and authority in set("01234") for hours, authority in stated)


def test_names_come_in_several_scripts_and_addresses_are_reserved_ones(name):
    people = rows(name, "people.csv")
    scripts = {unicodedata.name(row["name"][0]).split()[0] for row in people}
    assert scripts == {"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW"}
    assert len({row["email"] for row in people}) == len({row["name"] for row in people})
    assert len({row["email"] for row in people}) == len(people)
    assert all(row["email"].isascii() for row in people)
    assert {row["email"].split("@")[1] for row in people} <= {"example.org", "example.com"}


def test_every_answer_is_one_the_questionnaire_allows(name):
    keys, answers = departments(name), rows(name, "answers.csv")
    wrong = [row for row in answers if row["value"] not in allowed_values(row["question"], keys)]
    assert wrong == []
    assert {row["question"] for row in answers} == ITEMS | OWNERSHIP | set(PROFILE)
    assert {row["department"] for row in answers} == set(keys)


def test_nobody_answers_a_question_twice_or_for_two_departments(name):
    answers = rows(name, "answers.csv")
    assert len({(row["respondent"], row["question"]) for row in answers}) == len(answers)
    people = {(row["respondent"], row["department"]) for row in answers}
    assert len(people) == len({respondent for respondent, _ in people})


def test_everybody_is_asked_what_role_and_frequency_call_for(name):
    sheets = defaultdict(dict)
    for row in rows(name, "answers.csv"):
        sheets[row["respondent"]][row["question"]] = row["value"]
    for sheet in sheets.values():
        role, frequency = sheet["PRF-2"], sheet["PRF-3"]
        assert [question for question in sheet if not is_asked(question, role, frequency)] == []


def test_heads_are_not_asked_again_what_they_state_by_name(name):
    first = {}  # the head is the first of each department
    for row in rows(name, "answers.csv"):
        first.setdefault(row["department"], row["respondent"])
    asked = {
        row["respondent"]
        for row in rows(name, "answers.csv")
        if row["question"] in {"CND-1-Q1", "CND-2-Q1"}
    }
    assert asked
    assert asked.isdisjoint(first.values())


def test_the_tables_of_profiles_are_complete(name):
    profile = generate.load_profile(name)
    assert set(profile["ratings"]) == ITEMS
    assert set(profile["ownership"]) == OWNERSHIP
    assert list(profile["departments"]) == departments(name)
    assert {len(row) for row in profile["ratings"].values()} == {len(profile["departments"])}


def test_shares_in_the_profiles_add_up_to_a_hundred(name):
    profile = generate.load_profile(name)
    shares = {code: row["others"].values() for code, row in profile["ownership"].items()}
    assert {
        code: sum(row) for code, row in (shares | profile["talk"]).items() if sum(row) != 100
    } == {}


def test_the_generator_shares_no_code_with_the_rest(name):
    del name  # it serves both
    tree = ast.parse(Path(generate.__file__).read_text(encoding="utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(node.module.split(".")[0])
    assert imported <= {*sys.stdlib_module_names, "yaml"}
    assert "importlib" not in imported
