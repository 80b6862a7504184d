"""Twenty thousand random profiles: each has one form, and every form of the model is reached."""

import numpy as np

from readiness.core.organising import holds, matching_forms
from tests.builders import model

ROWS = 20_000


def profiles() -> dict[str, np.ndarray]:
    """Scores and shares in steps of five hundredths, so that thresholds are often met exactly."""
    rng = np.random.default_rng(2006)
    found = {}
    for index in model().rules.indices:
        steps = 21 if index.is_share else 81
        found[index.code] = rng.integers(0, steps, ROWS) / 20
    dialogue, guidelines = found["dialogue"], found["guidelines"]
    found["dialogue_shortfall"] = np.maximum(2.5 - np.minimum(dialogue, guidelines), 0)
    found["coordination_shortfall"] = np.maximum(2.5 - found["coordination"], 0)
    return found


def test_twenty_thousand_random_profiles_have_the_first_form_that_fits_and_every_one_is_reached():
    forms, values = model().rules.forms.order, profiles()
    found = matching_forms(forms=forms, values=values, rows=ROWS)
    fits = {
        form.code: np.all(
            [holds(condition=c, values=values, rows=ROWS) for c in form.conditions], axis=0
        )
        if form.conditions
        else np.full(ROWS, fill_value=True)
        for form in forms
    }
    expected = [next(code for code in fits if fits[code][row]) for row in range(ROWS)]
    assert found.tolist() == expected
    assert set(expected) == {form.code for form in forms}
