"""Rosa, who answers: her link, her browser, and what is stored of her."""

from django.test import Client

from surveys.models import Answer
from tests.factories import assessment, invite_with_token

PAGES = (
    *("pages/you/", "pages/MON-1/", "pages/MON-2/", "pages/from-now-on/", "pages/CND-3-Q1/"),
    *("overview/", "check/", "later/"),
)


class Rosa:
    """A respondent with a link of her own and a browser that has opened it."""

    def __init__(self, *, started=True, **fields):
        fields.setdefault("sponsor", "Dana Whitlock")
        self.assessment = assessment(**fields)
        self.base = f"/r/{self.assessment.code}/"
        issued = invite_with_token(self.assessment)
        self.invitation, self.token = issued.invitation, issued.token
        self.client = Client()
        assert self.client.get(f"/r/{self.token}").status_code == 302
        if started:
            assert self.client.post(f"{self.base}start/").status_code == 302

    def get(self, address="", **options):
        return self.client.get(self.base + address, **options)

    def post(self, address, data=None, **options):
        return self.client.post(self.base + address, data or {}, **options)

    def save(self, question, value, revision=0):
        sent = {question: value, f"{question}.revision": revision}
        return self.post(f"answers/{question}/", sent)

    @property
    def stored(self):
        rows = Answer.objects.filter(response__invitation=self.invitation)
        return {row.question: (row.value, row.revision) for row in rows}

    def set_state(self, state):
        self.assessment.state = state
        self.assessment.save()
