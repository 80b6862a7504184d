"""A report in a made-up language: no text is left that nobody marked."""

import dataclasses

from readiness.core.activity_model import ActivityModel
from readiness.core.document import parse_document
from readiness.core.translations import texts_of
from readiness.reporting import pdf
from readiness.reporting.charts.gallery import drawn
from readiness.reporting.story.build import build_story
from tests.pseudo_locale import QPS, speaking, unmarked
from tests.reporting import hand_made

# The same in every language: what statistics are called, and how drawings are written.
NAMES = {"ICC", "AD", "r_wg", "SHA", "CC-BY"}


def texts_in(value):
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts_in(getattr(value, field.name))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)


def test_every_text_of_a_report_is_marked():
    model = hand_made.shipped_model()
    release = hand_made.release(model)
    with speaking(QPS):
        story = build_story(release=release, model=model)
        inputs = {
            "story": story,
            "density": "normal",
            "charts": drawn(story=story, release=release),
            "questions": [(question, "normal") for question in story.questions],
            "model": model,
        }
        page = "".join(
            pdf._engine().get_template(f"reports/{name}.html").render(pdf.Context(inputs))
            for name in ("organisation", "annex_document")
        )
    [path] = hand_made.DATA.glob("social-media-readiness-*.yaml")
    words = texts_of(parse_document(path.read_text(encoding="utf-8")), ActivityModel)
    codes = {*model.activities, *model.items, *(domain.code for domain in model.all_domains)}
    assert unmarked(page, {*NAMES, *words.values(), *texts_in(release), *codes}) == []
