"""Roles, and how a row says what each of them gets from an address; the rows are in ``rights``."""

from dataclasses import dataclass, field

SIGN_IN, SENT_ON, NO, GONE, NOT_SO = 302, 302, 403, 404, 405
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
# Rosa answers over a personal link. Carla, Cora and Erin belong to Kestrel; so does Mia, as its
# executive, who is a consultant elsewhere. Olaf belongs to Canary alone, Remo was removed from
# Kestrel, Stella may do all that Django itself asks about and belongs nowhere. Hedda holds the link
# of a head of department. Of Kestrel's workshop Sami sits in the room, Pia is the projector, and
# Lea took the lead over.
ROLES = (
    *("anonymous", "rosa", "hedda", "carla", "cora", "erin", "mia", "olaf", "remo", "stella"),
    *("sami", "pia", "lea"),
)
HOLDERS = {"respondent": "rosa", "head": "hedda"}
SIGNED_IN = ("carla", "cora", "erin", "mia", "olaf", "remo", "stella")
CONSULTANT = ("carla",)
SETS_UP = ("carla", "cora")
READS_RESULTS = ("carla", "erin", "mia")
MEMBERS = ("carla", "cora", "erin", "mia")
SEATS, SCREENS, LEADS = ("sami",), ("pia", "lea", "carla"), ("lea", "carla")


@dataclass(frozen=True, kw_only=True)
class Rights:
    """``methods``: status by method for whom it may be. ``named``: what the address's parts name.

    ``free``: how fields of a form end whose value refers to nothing of an organisation. ``data``:
    what is posted; ``chosen``: what more of it names, as in an address. ``but``: what a role gets
    in place of the status for reading. ``signed_in``: what who has signed in gets from a page for
    signing in. ``fresh``: the page holds something of chance, so that no two answers are the same.
    ``tells``: it says whose it is to whoever has its address, which nobody can guess.
    """

    kind: str
    methods: dict[str, int]
    who: tuple[str, ...] = ()
    named: dict[str, str] = field(default_factory=dict)
    free: tuple[str, ...] = ()
    data: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    but: dict[str, int] = field(default_factory=dict)
    signed_in: dict[str, int] = field(default_factory=dict)
    fresh: bool = False
    tells: bool = False

    def admits(self, role, method):
        """Whether the page does what it is for."""
        if method not in self.methods:
            return False
        if self.kind in HOLDERS:
            return role == HOLDERS[self.kind]
        if self.kind == "entrance":
            return role not in SIGNED_IN
        return self.kind == "open" or role in self.who

    def expected(self, role, method):
        method = "GET" if method == "HEAD" else method
        status = self.methods.get(method, NOT_SO)
        if method == "GET" and role in self.but:
            return self.but[role]
        if self.kind in {"members", "account"}:
            return self.expected_of_members(role, status)
        if status == NOT_SO or self.kind == "open":
            return status
        if self.kind == "entrance":
            return self.signed_in.get(method, SENT_ON) if role in SIGNED_IN else status
        holders = self.who if self.kind == "room" else (HOLDERS[self.kind],)
        return status if role in holders else NO

    def expected_of_members(self, role, status):
        if role not in SIGNED_IN:
            return SIGN_IN
        if status == NOT_SO or role in self.who:
            return status
        return NO if role in MEMBERS and self.kind == "members" else GONE


def to_all(*, named=None, free=(), data=None, tells=False, **methods):
    rest = {"named": named or {}, "free": free, "data": data or {}, "tells": tells}
    return Rights(kind="open", methods=methods, **rest)


def to_respondent(*, named=None, free=(), data=None, **methods):
    rest = {"named": {"code": "open"} | (named or {}), "free": free, "data": data or {}}
    return Rights(kind="respondent", methods=methods, **rest)


def to_head(*, named, **methods):
    return Rights(kind="head", methods=methods, named=named)


def to_room(who, *, named=None, free=(), data=None, chosen=None, fresh=False, **methods):
    """For a seat, the projector or the lead of the workshop; nobody else is in the room."""
    rest = {"named": {"code": "room"} | (named or {}), "free": free, "data": data or {}}
    return Rights(kind="room", who=who, methods=methods, chosen=chosen or {}, fresh=fresh, **rest)


def to_members(who, *, named=None, free=(), data=None, chosen=None, **methods):
    rest = {"named": {"organisation": "organisation"} | (named or {}), "free": free}
    rest |= {"data": data or {}, "chosen": chosen or {}}
    return Rights(kind="members", who=who, methods=methods, **rest)


def to_account(who=SIGNED_IN, *, named=None, free=(), data=None, but=None, fresh=False, **methods):
    rest = {"named": named or {}, "free": free, "data": data or {}, "but": but or {}}
    return Rights(kind="account", who=who, methods=methods, fresh=fresh, **rest)


def to_entrance(*, signed_in=None, free=(), **methods):
    """For who has not signed in; others are sent on, but for what is ``signed_in``."""
    return Rights(kind="entrance", methods=methods, signed_in=signed_in or {}, free=free)
