"""The cover: whose report this is, on whose answers it rests, and who may read it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.reporting.story.headline import headline
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.summary import answered, counted_sentence, shown
from readiness.reporting.story.types import Cover, Fact, Heading, Part, Rich
from readiness.reporting.story.wording import paragraph, rich, strong, upper_first, whole


def build_cover(reading: Reading) -> Cover:
    """Page 1."""
    release = reading.release
    model = reading.model.model
    return Cover(
        heading=Heading(
            code="cover",
            eyebrow=release.model.title,
            title=headline(reading),
            lead=paragraph(counted_sentence(reading)),
        ),
        name=release.organisation.name or upper_first(reading.organisation()),
        period=release.organisation.period,
        facts=(
            Fact(label=_("Answers"), text=upper_first(answered(reading))),
            Fact(label=_("Departments"), text=shown(reading)),
            Fact(
                label=_("Activity model"),
                text=_("%(title)s, version %(version)s")
                % {"title": release.model.title, "version": release.model.version},
            ),
            Fact(label=_("Status of the model"), text=model.status),
        ),
        confidentiality=confidentiality(reading),
    )


def confidentiality(reading: Reading) -> Rich:
    """Who may read this, and how answers are protected."""
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
