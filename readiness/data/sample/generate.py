"""Draw the answers of a sample organisation from its table of profiles.

    python readiness/data/sample/generate.py planted --seed 7 --answers OUT.csv

Each answer is drawn by chance, independently of all others; `profiles.yaml` says how likely each
one is. This module knows the questionnaire but not the analysis, and shares no code with it: what
the answers mean is for the core to find out.
"""

import argparse
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypedDict

import yaml

HERE = Path(__file__).parent
HEADER = ("respondent", "department", "question", "value")
Row = tuple[str, str, str, str]

# The questionnaire in the order in which it is asked (facts of the activity model).
ACTIVITIES = (
    *("MON-1", "MON-2", "MON-3", "RSP-1", "RSP-2", "RSP-3", "RSP-4", "NEW-1", "NEW-2"),
    *("LED-1", "LED-2", "LED-3", "GDL-1", "GDL-2", "CUL-1", "CUL-2"),
)
QUESTIONS = (
    *(f"{code}{part}" for code in ACTIVITIES for part in ("-Q1", ":today")),
    *(f"{code}:should" for code in ("MON-1", "RSP-1", "NEW-2", "LED-1", "GDL-1", "CUL-1")),
    *("CND-1-Q1", "CND-2-Q1", "CND-3-Q1", "CND-4-Q1"),
)
FOR_LEADS_AND_FREQUENT = {"MON-2-Q1", "RSP-4-Q1", "LED-3-Q1", "CND-4-Q1"}
FOR_LEADS_BUT_NOT_HEADS = {"CND-1-Q1", "CND-2-Q1"}  # heads state these on the department sheet
OFFERS_NOT_PART = {
    *("MON-1-Q1", "MON-3-Q1", "RSP-1-Q1", "RSP-2-Q1", "NEW-1-Q1"),
    *("GDL-2-Q1", "CUL-1-Q1", "CUL-2-Q1"),
}
FREQUENCIES = ("daily", "weekly", "less", "never")


class DepartmentProfile(TypedDict):
    invited: int
    answering: int
    roles: dict[str, int]
    talk: str
    dk: float
    np: float


class OwnershipProfile(TypedDict):
    dk: list[float]
    own: dict[str, float]
    others: dict[str, float]


class Profile(TypedDict):
    """The content of one `profiles.yaml`, where each table is explained. Chances are per cent."""

    organisation: dict[str, str | int]
    seed: int
    skips: float
    stops_early: float
    spread: float
    talk: dict[str, list[float]]
    departments: dict[str, DepartmentProfile]
    ratings: dict[str, list[float]]
    ownership: dict[str, OwnershipProfile]


@dataclass(frozen=True)
class Respondent:
    code: str
    department: str
    role: str
    frequency: str
    is_head: bool


def load_profile(name: str) -> Profile:
    """Read the profiles of `planted` or `healthy`."""
    text = (HERE / name / "profiles.yaml").read_text(encoding="utf-8")
    profile: Profile = yaml.safe_load(text)
    return profile


def draw_answers(profile: Profile, *, seed: int) -> list[Row]:
    """All rows of one round; the same profile and seed always give the same rows."""
    rng = Random(seed)
    return [
        (person.code, person.department, question, value)
        for person in draw_respondents(profile, rng)
        for question, value in draw_sheet(profile, person, rng)
    ]


def draw_respondents(profile: Profile, rng: Random) -> Iterator[Respondent]:
    """Those who answer, department by department: the head first, then other leads, then staff."""
    number = 0
    for key, department in profile["departments"].items():
        leading = [role for role, count in department["roles"].items() for _ in range(count)]
        for place in range(department["answering"]):
            number += 1
            role = leading[place] if place < len(leading) else "staff"
            frequency = rng.choices(FREQUENCIES, profile["talk"][department["talk"]])[0]
            yield Respondent(f"r{number:03}", key, role, frequency, is_head=place == 0)


def draw_sheet(profile: Profile, person: Respondent, rng: Random) -> Iterator[tuple[str, str]]:
    """One person's answers in the order asked; blanks are left out."""
    yield "PRF-2", person.role
    yield "PRF-3", person.frequency
    questions = [question for question in QUESTIONS if is_asked(question, person)]
    if happens(profile["stops_early"], rng):
        questions = questions[: rng.randrange(len(questions))]
    for question in questions:
        if not happens(profile["skips"], rng):
            draw = draw_rating if question.endswith("-Q1") else draw_owner
            yield question, draw(profile, question, person.department, rng)


def is_asked(question: str, person: Respondent) -> bool:
    leads = person.role in {"lead", "executive"}
    if question in FOR_LEADS_BUT_NOT_HEADS:
        return leads and not person.is_head
    if question in FOR_LEADS_AND_FREQUENT:
        return leads or person.frequency in {"daily", "weekly"}
    return True


def draw_rating(profile: Profile, question: str, department: str, rng: Random) -> str:
    """`np`, `dk`, or the whole level nearest to a draw from a bell around the table's value."""
    answering = profile["departments"][department]
    if question in OFFERS_NOT_PART and happens(answering["np"], rng):
        return "np"
    if happens(answering["dk"], rng):
        return "dk"
    column = list(profile["departments"]).index(department)
    level = round(rng.gauss(profile["ratings"][question][column], profile["spread"]))
    return str(min(4, max(0, level)))


def draw_owner(profile: Profile, question: str, department: str, rng: Random) -> str:
    """`dk`, the own department, or one of the answers that others give."""
    row = profile["ownership"][question]
    dk_near, dk_far = row["dk"]
    if happens(dk_near if department in row["own"] else dk_far, rng):
        return "dk"
    if happens(row["own"].get(department, 0), rng):
        return department
    others = {
        answer: share
        for answer, share in row["others"].items()
        if answer != department or department not in row["own"]
    }
    return rng.choices(list(others), list(others.values()))[0]


def happens(per_cent: float, rng: Random) -> bool:
    return rng.random() * 100 < per_cent


def write_answers(rows: Iterable[Row], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the answers of a sample organisation.")
    parser.add_argument("organisation", choices=["planted", "healthy"])
    parser.add_argument("--seed", type=int, help="default: the seed in profiles.yaml")
    parser.add_argument("--answers", type=Path, help="default: the organisation's answers.csv")
    options = parser.parse_args()
    profile = load_profile(options.organisation)
    seed = profile["seed"] if options.seed is None else options.seed
    path = options.answers or HERE / options.organisation / "answers.csv"
    write_answers(draw_answers(profile, seed=seed), path)


if __name__ == "__main__":
    main()
