"""The organising form: what today's evidence fits, with every condition."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.release import ConditionResult, FormCandidate, GateResult
from readiness.reporting.story import words
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.types import (
    Cell,
    Column,
    Finding,
    FormBlock,
    FormPage,
    Heading,
    Row,
    Section,
    Table,
)
from readiness.reporting.story.wording import (
    either,
    listed,
    missing,
    paragraph,
    percent,
    quoted,
    score,
    strong,
    threshold,
    upper_first,
    whole,
)

NOT_ENOUGH = "not_enough_to_say"


def build_form(reading: Reading) -> FormPage:
    """Page 9."""
    form = reading.form
    shut = form.code == NOT_ENOUGH
    return FormPage(
        heading=Heading(
            code="form",
            eyebrow=_("Organising form"),
            title=form_title(reading),
            lead=paragraph(_fits(reading), new_team_sentence(reading)),
        ),
        gate=_gate_table(reading) if shut else None,
        forms=tuple(_block(reading, found) for found in form.conditions),
        sections=_sections(reading),
    )


def _found(reading: Reading, code: str | None) -> FormCandidate | None:
    return next((c for c in reading.form.conditions if c.code == code), None)


def _new_team(reading: Reading) -> FormCandidate | None:
    return _found(reading, known(reading.model.rules.forms).new_team_form)


def _held(found: FormCandidate) -> str:
    """How many conditions of a form hold."""
    if found.of == 0:
        return _("it fits when no other form does")
    return ngettext(
        "%(met)s of %(n)s condition holds", "%(met)s of %(n)s conditions hold", found.of
    ) % {"met": whole(found.met), "n": whole(found.of)}


def form_title(reading: Reading) -> str:
    """The finding: the form that fits, and how far a new team is from it."""
    form, team = reading.form, _new_team(reading)
    if form.code == NOT_ENOUGH:
        return _("Not enough evidence to choose a form")
    fits = _("%(form)s fits today's evidence") % {"form": _title(reading, form.code)}
    if team is None or team.code == form.code:
        return fits
    meets = ngettext(
        "%(fits)s; a new team meets %(met)s of %(n)s condition",
        "%(fits)s; a new team meets %(met)s of %(n)s conditions",
        team.of,
    )
    return meets % {"fits": fits, "met": whole(team.met), "n": whole(team.of)}


def _title(reading: Reading, code: str) -> str:
    return quoted(reading.form_by_code[code].title)


def new_team_finding(reading: Reading) -> Finding:
    """The block of the summary on a new department."""
    form, team = reading.form, _new_team(reading)
    lead = strong(_("A new department?"))
    if form.code == NOT_ENOUGH:
        text = paragraph(lead, _missing(reading), _points_to(reading))
    elif team is None or team.code == form.code:
        text = paragraph(lead, _fits(reading), new_team_sentence(reading), _always(reading))
    else:
        text = paragraph(lead, _not_on_this(reading, team), _fits(reading), _always(reading))
    return Finding(code="form", text=text, tone=form.code)


def _not_on_this(reading: Reading, team: FormCandidate) -> str:
    asked = _asked_for_team(reading)
    values = {"held": _held(team), "asked": asked or ""}
    if asked is None:
        return _("Not on this evidence: %(held)s.") % values
    return _("Not on this evidence: %(held)s, and %(asked)s.") % values


def _asked_for_team(reading: Reading) -> str | None:
    """The share of answers that ask for a new team, beside what a new team would need."""
    team = _new_team(reading)
    wanted = {index.code for index in reading.model.rules.indices if index.kind == "should_option"}
    found = [c for c in (team.conditions if team else ()) if c.index in wanted]
    if not found or found[0].value is None:
        return None
    return _("%(share)s of answers ask for a team (%(needed)s needed)") % {
        "share": percent(found[0].value),
        "needed": percent(found[0].threshold),
    }


def new_team_sentence(reading: Reading) -> str | None:
    """The same as a sentence of its own."""
    asked = _asked_for_team(reading)
    return f"{asked}." if asked else None


def _fits(reading: Reading) -> str:
    form = reading.form
    if form.code == NOT_ENOUGH:
        return _missing(reading)
    found = _found(reading, form.code)
    values = {"form": _title(reading, form.code), "held": _held(found) if found else ""}
    if found is None or found.of == 0:
        return _("%(form)s fits, because no other form does.") % values
    return _("%(form)s fits: %(held)s.") % values


def _always(reading: Reading) -> str:
    return reading.form_by_code[reading.form.code].always


def _missing(reading: Reading) -> str:
    return _("Not enough to choose a form; missing: %(missing)s.") % {
        "missing": listed(failed_gates(reading))
    }


def _points_to(reading: Reading) -> str:
    return _("The figures so far point to %(form)s.") % {
        "form": _title(reading, reading.form.evidence)
    }


def failed_gates(reading: Reading) -> list[str]:
    """What is missing before a form may be named, with the figures."""
    return [
        _("%(test)s (%(value)s, %(needed)s)")
        % {
            "test": reading.mid(words.gate(gate.code)),
            "value": _gate_value(gate),
            "needed": gate_needs(gate),
        }
        for gate in reading.form.gate
        if not gate.met
    ]


def _gate_value(gate: GateResult) -> str:
    if gate.value is None:
        return _("not known")
    return percent(gate.value) if gate.is_share else whole(gate.value)


def gate_needs(gate: GateResult) -> str:
    """What a gate asks for."""
    needed = percent(gate.needed) if gate.is_share else whole(gate.needed)
    if gate.code == "invisible":
        return _("below %(needed)s needed") % {"needed": needed}
    return _("%(needed)s needed") % {"needed": needed}


def _gate_table(reading: Reading) -> Table:
    rows = tuple(
        Row(
            key=gate.code,
            cells=(
                Cell(text=words.gate(gate.code)),
                Cell(text=_gate_value(gate), value=gate.value),
                Cell(text=gate_needs(gate)),
                _tick(met=gate.met),
            ),
        )
        for gate in reading.form.gate
    )
    return Table(
        code="gate",
        caption=_("What must be known before a form is named"),
        columns=_condition_columns(_("What")),
        rows=rows,
    )


def _condition_columns(first: str) -> tuple[Column, ...]:
    return (
        Column(key="test", title=first),
        Column(key="value", title=_("Today"), kind="figure"),
        Column(key="needed", title=_("Needed"), kind="figure"),
        Column(key="met", title=_("Holds")),
    )


def _tick(*, met: bool | None, note: str = "") -> Cell:
    if met is None:
        return Cell(text=_("not tested"), tone="untested", note=note)
    return Cell(text=_("yes") if met else _("no"), tone="yes" if met else "no", note=note)


def _block(reading: Reading, found: FormCandidate) -> FormBlock:
    form = reading.form
    result = {form.runner_up: "runner_up", form.evidence: "evidence", form.code: "chosen"}
    return FormBlock(
        code=found.code,
        title=found.title,
        result=result.get(found.code, "other"),
        tally=_held(found),
        table=Table(
            code=f"form-{found.code}",
            caption=_("%(form)s: its conditions") % {"form": found.title},
            columns=_condition_columns(_("Condition")),
            rows=_condition_rows(reading, found),
        ),
        always=reading.form_by_code[found.code].always,
    )


def _condition_rows(reading: Reading, found: FormCandidate) -> tuple[Row, ...]:
    """The conditions; a form without any fits when no other does."""
    if not found.conditions:
        fits = reading.form.evidence == found.code
        none = Cell(text=missing(), state="none")
        cells = (Cell(text=_("No form above fits")), none, none, _tick(met=fits))
        return (Row(key=found.code, cells=cells),)
    rows, groups = [], set[int | None]([None])
    for condition in found.conditions:
        first = condition.either not in groups
        groups.add(condition.either)
        rows.append(_row(found, condition, _("One of these is enough") if first else None))
    return tuple(rows)


def _row(found: FormCandidate, condition: ConditionResult, group: str | None) -> Row:
    return Row(
        key=f"{found.code}-{condition.index}",
        group=group,
        cells=(
            Cell(text=condition.title),
            Cell(text=_value(condition), value=condition.value),
            Cell(text=_needed(condition)),
            _tick(met=condition.met, note=_closeness(condition)),
        ),
    )


def _value(condition: ConditionResult) -> str:
    if condition.value is None:
        return _("not known")
    return percent(condition.value) if condition.is_share else score(condition.value)


def _needed(condition: ConditionResult) -> str:
    if condition.threshold is None:
        return _("not known")
    needed = (
        percent(condition.threshold)
        if condition.is_share
        else threshold(float(condition.threshold))
    )
    sentences = {
        "below": _("below %(needed)s"),
        "at_least": _("%(needed)s or more"),
        "above": _("above %(needed)s"),
    }
    return sentences[condition.test] % {"needed": needed}


def _closeness(condition: ConditionResult) -> str:
    """Whether a condition is near its threshold, or missed it by less than is printed."""
    if not condition.close:
        return ""
    if condition.met or condition.value != condition.threshold:
        return _("close")
    return "" if condition.test == "above" else _("just missed")


def _sections(reading: Reading) -> tuple[Section, ...]:
    found = [_said_with_it(reading), _runner_up(reading), _firmness(reading)]
    return tuple(section for section in found if section)


def _said_with_it(reading: Reading) -> Section | None:
    form = reading.form
    if form.code == NOT_ENOUGH:
        return Section(
            code="form-note-always", title=_("So far"), paragraphs=(paragraph(_points_to(reading)),)
        )
    host = host_words(reading)
    hosted = _("%(department)s would host it.") % {"department": host} if host else None
    return Section(
        code="form-note-always",
        title=_("What goes with it"),
        paragraphs=(paragraph(_always(reading), hosted),),
    )


def host_words(reading: Reading) -> str | None:
    """The form's host; both candidates where the figures do not decide."""
    form = reading.form
    if form.code == NOT_ENOUGH or form.host is None:
        return None
    result = reading.results.get(reading.form_by_code[form.code].host_of or "")
    owner = known(result.ownership) if result else None
    if owner is None or owner.verdict != "two_candidates" or owner.runner_up is None:
        return reading.name(form.host)
    return _("%(first)s or %(second)s") % {
        "first": reading.name(form.host),
        "second": reading.name(owner.runner_up),
    }


def _runner_up(reading: Reading) -> Section | None:
    form = reading.form
    second = _found(reading, form.runner_up)
    if second is None:
        return None
    names = {index.code: index.title for index in reading.model.rules.indices}
    if second.met == second.of:
        text = _(
            "It would fit if %(form)s no longer did, that is if one of these changed: %(needs)s."
        ) % {
            "form": _title(reading, form.evidence),
            "needs": either(reading.mid(names[code]) for code in form.runner_up_needs),
        }
    else:
        unmet = [c for c in second.conditions if c.index in form.runner_up_needs]
        text = _("It would fit with: %(needs)s.") % {
            "needs": listed(_need(reading, c) for c in unmet)
        }
    return Section(
        code="form-note-runner-up",
        title=_("Next in line: %(form)s") % {"form": second.title},
        paragraphs=(paragraph(f"{upper_first(_held(second))}.", text),),
    )


def _need(reading: Reading, condition: ConditionResult) -> str:
    return _("%(title)s %(needed)s (%(value)s today)") % {
        "title": reading.mid(condition.title),
        "needed": _needed(condition),
        "value": _value(condition),
    }


def _firmness(reading: Reading) -> Section | None:
    form = reading.form
    if form.stability is None:
        return None
    text = _(
        "The same form comes out in %(share)s of %(repeats)s resamples. Answers to different "
        "questions are drawn independently, which makes it look firmer than it is."
    ) % {"share": percent(form.stability), "repeats": whole(reading.repeats())}
    return Section(
        code="form-note-firmness", title=_("How firm this is"), paragraphs=(paragraph(text),)
    )
