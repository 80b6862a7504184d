"""The cover: whose report this is, on whose answers it rests, and who may read it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.reporting.story.agreed import decided_sentence, sources_words, without_survey
from readiness.reporting.story.headline import headline
from readiness.reporting.story.plain_summary import opening
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.summary import answered, basis_pieces, counted_sentence, shown
from readiness.reporting.story.types import Cover, Fact, Heading, Part, Rich
from readiness.reporting.story.wording import paragraph, rich, strong, upper_first, whole


def build_cover(reading: Reading) -> Cover:
    """Page 1."""
    release = reading.release
    return Cover(
        heading=Heading(
            code="cover",
            eyebrow=release.model.title,
            title=headline(reading),
            lead=_lead(reading),
        ),
        name=release.organisation.name or upper_first(reading.organisation()),
        period=release.organisation.period,
        facts=_facts(reading),
        confidentiality=confidentiality(reading),
    )


def _lead(reading: Reading) -> Rich:
    if reading.model.asks_for_owners:
        return paragraph(counted_sentence(reading), decided_sentence(reading))
    return opening(reading)


def _facts(reading: Reading) -> tuple[Fact, ...]:
    """What is stated; where there is one department, it needs no count."""
    model = reading.release.model
    departments = shown(reading) if len(basis_pieces(reading)) > 1 else ""
    survey = not without_survey(reading)
    facts = (
        Fact(label=_("Answers"), text=upper_first(answered(reading)) if survey else ""),
        Fact(label=_("Decided in"), text=sources_words(reading)),
        Fact(label=_("Departments"), text=departments if survey else ""),
        Fact(
            label=_("Activity model"),
            text=_("%(title)s, version %(version)s")
            % {"title": model.title, "version": model.version},
        ),
        Fact(label=_("Selection of its questions"), text=reading.profile_title()),
        Fact(label=_("Status of the model"), text=reading.model.model.status),
    )
    return tuple(fact for fact in facts if fact.text)


def confidentiality(reading: Reading) -> Rich:
    """Who may read this, and how answers are protected."""
    if reading.alone and not reading.protected:
        return rich(_("This report shows what one person answered."))
    if not reading.protected:
        return rich(
            strong(_("Not for passing on.")),
            Part(text=" "),
            _("Small groups are not protected in this report."),
        )
    return rich(
        strong(_("Confidential.")),
        Part(text=" "),
        _("Results are shown only for groups of %(floor)s or more people who answered.")
        % {"floor": whole(reading.release.floor)},
    )
