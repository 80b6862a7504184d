"""Both tenants, the browsers of all roles, and how to ask any address of the program.

Whatever an answer was made of is looked at: nothing of the other tenant may be in it.
"""

import re

from django.core import mail
from django.db import connection, transaction
from django.template import Context
from django.urls import reverse

from readiness.reporting import pdf
from tests import two_tenants
from tests.rights import RIGHTS
from tests.roles import ROLES
from tests.tenant_rows import rows_of, ties_between_tenants
from tests.two_tenants import tenant

# What names a row of an organisation. Other parts of an address are the same for everybody.
OWNED = (
    "organisation",
    "open",
    "published",
    "department",
    "unused",
    "invitation",
    "head",
    "number",
    "member",
    "member_invitation",
    "job",
    "message",
    "draft",
    "model",
    "newer_model",
    "person",
    "leaver",
    "roster",
    "roster_mark",
    "evidence",
    "workshop",
    "room",
    "owner",
    "action",
)
NO_SUCH_CODE = "2" * 12
# As strange as the ids of another tenant, and nobody's.
NOBODY = {
    "department": "no-such",
    "unused": "none-such",
    "invitation": "00000000-0000-4000-8000-000000000000",
    "head": "00000000-0000-4000-8000-000000000000",
    "number": "29999",
    "owner": "00000000-0000-4000-8000-000000000001",
    "model": "0" * 16,
    "newer_model": "1" * 16,
    "published": NO_SUCH_CODE,
    "roster_mark": "3" * 64,
}
SHARED = {
    "step": "pause",
    "reminder": "1",
    "kind": "summary",
    "sheet": "votes",
    "activity": "MON-1",
    "slug": "MON-1",
    "question": "MON-1-Q1",
    "asked": "monitoring",
    "file": "none.pdf",
    "nothing": "x" * 43,
    "some_room": NO_SUCH_CODE,
    "provider": "oidc",
    "passkey": "1",
    "mail_kind": "invitation",
    "language": "en",
    "invited_token": two_tenants.INVITED_TOKEN,
}
CHANGES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) \"(\w+)\"", re.IGNORECASE)


def address(of, route, **changed):
    """Where ``route`` leads to this tenant's objects, but for what is ``changed``."""
    ids = SHARED | of.ids | changed
    named = {part: ids[name] for part, name in RIGHTS[route].named.items()}
    return reverse(route, kwargs=named)


def data(of, row, method, **changed):
    """What is sent; it names the tenant's objects, but for what is ``changed``.

    Only ids stand in an address: whoever has to sign in first gets it back.
    """
    ids, named = of.ids | changed, row.chosen.items()
    chosen = {field: ids[name] for field, name in named if method == "POST" or name in OWNED}
    return row.data | chosen


def owned_by(row):
    return [name for name in row.named.values() if name in OWNED]


class World:
    """Both tenants, the browsers of all roles, and how to ask."""

    def __init__(self):
        self.kestrel = tenant("kestrel", 11111, ("it", "sales"))
        self.canary = tenant("canary", 27777, ("vault", "works"))
        self.browsers = two_tenants.browsers(self.kestrel, self.canary)
        self.before = rows_of(self.canary.organisation)
        self.foreign_ids = sorted({self.canary.ids[name] for name in OWNED})
        self.asked = 0

    def address(self, route, **changed):
        """Of Kestrel's objects, but for what is ``changed``."""
        return address(self.kestrel, route, **changed)

    def data(self, row, method, **changed):
        return data(self.kestrel, row, method, **changed)

    def ids_by_role(self, row, method):
        """Who may: the first tries all of Canary's ids, the others one each."""
        admitted = [role for role in ROLES if row.admits(role, method)]
        if row.kind in {"account", "entrance", "open"}:
            admitted = admitted[:1]
        for place, role in enumerate(admitted):
            every = self.foreign_ids if owned_by(row) and not place else ()
            yield role, every or self.foreign_ids[place : place + 1]

    def ask(self, role, method, address, data=None):
        """The answer; whatever was changed is taken back once it was looked at."""
        browser, self.asked = self.browsers[role], self.asked + 1
        cookies, tables = browser.cookies.copy(), set()
        mail.outbox.clear()
        with transaction.atomic(), connection.execute_wrapper(note_changes(tables)):
            send = getattr(browser, method.lower())
            answer = send(address, data) if data and method in {"GET", "POST"} else send(address)
            answer.body = b"".join(answer)
            self.look(role, answer, tables)
            if method in {"GET", "HEAD", "OPTIONS"}:
                assert not {table for table in tables if table.startswith("surveys_")}
            transaction.set_rollback(True)
        browser.cookies = cookies
        return answer

    def look(self, role, answer, tables):
        """Nothing of Canary is seen, changed or tied to; outsiders see nothing of Kestrel."""
        seen = answer.body + str(answer.headers).encode()
        for message in mail.outbox:
            seen += f"{message.subject} {message.body}".encode()
        seen = seen.replace(b"Atlantic/Canary", b"")  # a time zone
        foreign = {"olaf": (b"kestrel",)}.get(role, (b"canary",))
        outside = (b"kestrel",) if role in {"anonymous", "remo", "stella"} else ()
        if tells(answer):
            foreign, outside = (b"canary",), ()
        for word in (*foreign, *outside):
            assert word not in seen.lower(), (role, word)
        if {table for table in tables if table.startswith("surveys_")}:
            with transaction.atomic():
                assert rows_of(self.canary.organisation) == self.before
                ties = ties_between_tenants()
                assert not ties, ties


def tells(answer):
    """Whether the page may say whose it is to anybody, as it was Kestrel's that was asked for."""
    match = getattr(answer, "resolver_match", None)
    return bool(match and match.view_name in RIGHTS and RIGHTS[match.view_name].tells)


def note_changes(tables):
    def wrapper(execute, sql, params, many, context):
        if found := CHANGES.match(sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    return wrapper


def laid_out(*, template, inputs, files, pages):  # noqa: ARG001 - as what it stands for
    """The words of a PDF, which can be searched, without the drawing."""
    page = pdf._engine().get_template(f"{template}.html")
    return page.render(Context(inputs | {"density": pdf.DENSITIES[0]})).encode()
