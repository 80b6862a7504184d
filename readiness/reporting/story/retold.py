"""The few words that a Release carries, in the report's language."""

from __future__ import annotations

from dataclasses import replace

from readiness.core.activity_model import ActivityModel
from readiness.core.release import FormCandidate, Node, Release
from readiness.reporting.story.bounded import bounded
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.standing import level_name


def retold(release: Release, model: ActivityModel) -> Release:
    """``release`` with the words of ``model``, which may be in another language.

    A Release is made once, in the words the model was written in; no figure changes here.
    """
    release = bounded(release)
    titles = {gate.code: gate.title for gate in model.rules.gates}
    form, reading = release.form, Reading(release=release, model=model)
    return replace(
        release,
        nodes=tuple(_node(reading, node) for node in release.nodes),
        model=replace(release.model, title=model.model.title),
        gates=tuple(
            replace(each, title=titles.get(each.code, each.title)) for each in release.gates
        ),
        form=form
        and replace(form, conditions=tuple(_form(found, model) for found in form.conditions)),
    )


def _node(reading: Reading, node: Node) -> Node:
    if node.level is None or node.level_word is None:
        return node
    word = level_name(reading, node.code, node.level)
    return replace(node, level_word=word) if word else node


def _form(found: FormCandidate, model: ActivityModel) -> FormCandidate:
    forms = model.rules.forms.order if model.rules.forms else ()
    titles = {form.code: form.title for form in forms}
    indices = {index.code: index.title for index in model.rules.indices}
    conditions = tuple(
        replace(each, title=indices.get(each.index, each.title)) for each in found.conditions
    )
    return replace(found, title=titles.get(found.code, found.title), conditions=conditions)
