"""Who may what: one row for every address of the program, in one place.

A row says who gets which status for which method. Everybody else gets what ``expected`` says:
sign in first, 403 where the role lacks the right, 404 where it is not theirs, 405 for what no
page of it does.
``test_rights.py`` asks every address with every method in every role, and fails without a row.
"""

from tests.roles import (
    CONSULTANT,
    LEADS,
    READS_RESULTS,
    SCREENS,
    SEATS,
    SETS_UP,
    to_account,
    to_all,
    to_entrance,
    to_head,
    to_members,
    to_respondent,
    to_room,
)
from tests.small_models import OPTIONS

ONE = {"code": "open"}
RESULT = {"code": "published"}
DEPARTMENT = ONE | {"key": "department"}
LINK = ONE | {"key": "invitation"}
REMINDER = ONE | {"number": "reminder"}
WORKSHOP = ONE | {"key": "workshop"}
HELD = {"title": "Another", "held_on": "2026-04-09", "minutes": "90", "promise": "named"}
STEP = ONE | {"name": "step"}
REPORT = RESULT | {"number": "number", "kind": "kind"}
MEMBER = {"code": "member"}
INVITED = {"code": "member_invitation"}
JOB = {"code": "job"}
MODEL = {"fingerprint": "model"}
TEXT = ONE | {"kind": "mail_kind", "language": "language"}
WORDS = {"subject": "Hello", "body": "{link}"}
POSTER = ONE | {"language": "language"}
SETTINGS = {"name": "Another Ltd", "time_zone": "UTC", "language": "en", "work_days": "1"} | {
    "work_from": "9",
    "work_until": "17",
}
PERSON = {"code": "person"}
EVIDENCE = {"kind": "interview", "level": "2", "reason": "Seen", "by": "Carla"} | {
    "seen_on": "2026-01-05"
}
ROSTER = "Name,Department\nAnother,It\n"
READ = {"encoding": "utf-8", "separator": ",", "header": "1"} | {
    f"column-{place}": name for place, name in enumerate(("name", "email", "department"))
}
# Of the id and version of Canary's newer model, which is nothing to Kestrel.
UPLOADED = OPTIONS.replace("version: 1.0.0", "version: 27777.0.0")

RIGHTS = {
    "start": to_all(GET=200),
    "language": to_all(POST=302, data={"language": "de"}),
    "sample": to_all(GET=404, named={"name": "file"}),
    # Invitations to become a member: whoever has the mailed link.
    "invited-link": to_all(GET=302, named={"token": "invited_token"}),
    "invited": to_all(GET=404, POST=404),
    # The console: setting up and progress; the rest is for consultants alone.
    "console:assessments": to_members(SETS_UP, GET=200),
    "console:assessment": to_members(SETS_UP, named=ONE, GET=200),
    "console:department": to_members(SETS_UP, named=DEPARTMENT, GET=200, POST=302),
    "console:set-up": to_members(
        CONSULTANT, named=ONE, GET=200, POST=302, data={"title": "Another"}
    ),
    "console:departments": to_members(
        CONSULTANT, named={"code": "draft"}, GET=200, POST=302, chosen={"departments": "department"}
    ),
    "console:applicable": to_members(CONSULTANT, named={"code": "draft"}, GET=200, POST=302),
    "console:organisation-departments": to_members(SETS_UP, GET=200),
    "console:organisation-department-new": to_members(
        SETS_UP, GET=200, POST=302, data={"name": "Another"}
    ),
    "console:organisation-department": to_members(
        SETS_UP, named={"key": "department"}, GET=200, POST=302, data={"name": "Another"}
    ),
    "console:organisation-department-remove": to_members(
        SETS_UP, named={"key": "unused"}, GET=200, POST=302
    ),
    # The roster.
    "console:roster": to_members(SETS_UP, GET=200, POST=302, data={"text": ROSTER}),
    "console:roster-import": to_members(
        SETS_UP,
        named={"code": "roster"},
        free=("mark",),
        GET=200,
        POST=302,
        data=READ,
        chosen={"seen": "roster_mark"},
    ),
    "console:roster-confirm": to_members(
        SETS_UP, named={"code": "roster"}, POST=302, chosen={"mark": "roster_mark"}
    ),
    "console:roster-drop": to_members(SETS_UP, named={"code": "roster"}, POST=302),
    "console:people": to_members(SETS_UP, GET=200),
    "console:person": to_members(
        SETS_UP,
        named=PERSON,
        GET=200,
        POST=302,
        data={"name": "Another"},
        chosen={"department": "department"},
    ),
    "console:person-send": to_members(SETS_UP, named=PERSON, POST=302),
    "console:person-remove": to_members(SETS_UP, named={"code": "leaver"}, GET=200, POST=302),
    # Texts, posters and links that are not personal.
    "console:organisation-settings": to_members(CONSULTANT, GET=200, POST=302, data=SETTINGS),
    "console:organisation-logo": to_members(SETS_UP, GET=200),
    "console:organisation-brand": to_members(SETS_UP, GET=200),
    "console:mail-texts": to_members(SETS_UP, named=ONE, GET=200),
    "console:mail-text": to_members(
        SETS_UP, named=TEXT, GET=200, POST=302, data=WORDS, free=("subject", "body")
    ),
    "console:mail-text-preview": to_members(SETS_UP, named=TEXT, GET=200, POST=200, data=WORDS),
    "console:mail-text-test": to_members(SETS_UP, named=TEXT, POST=302),
    "console:mail-text-reset": to_members(SETS_UP, named=TEXT, POST=302),
    "console:announcement": to_members(SETS_UP, named=ONE, GET=200, POST=302),
    "console:department-links": to_members(SETS_UP, named=ONE, GET=200),
    "console:department-link-open": to_members(
        SETS_UP, named=DEPARTMENT, POST=302, data={"most": "9"}
    ),
    "console:department-link-renew": to_members(SETS_UP, named=DEPARTMENT, POST=302),
    "console:department-link-close": to_members(SETS_UP, named=DEPARTMENT, POST=302),
    "console:posters": to_members(SETS_UP, named=ONE, GET=200),
    "console:poster-announcement": to_members(SETS_UP, named=POSTER, GET=200),
    "console:poster-departments": to_members(SETS_UP, named=POSTER, GET=200),
    "console:poster-department": to_members(SETS_UP, named=POSTER | {"key": "department"}, GET=200),
    "console:heads": to_members(SETS_UP, named=ONE, GET=200, POST=302),
    "console:head": to_members(
        SETS_UP, named=DEPARTMENT, GET=200, POST=302, data={"name": "Another head"}
    ),
    "console:head-send": to_members(SETS_UP, named=DEPARTMENT, POST=302),
    "console:head-renew": to_members(SETS_UP, named=DEPARTMENT, POST=302),
    "console:head-revoke": to_members(SETS_UP, named=DEPARTMENT, POST=302),
    "console:works-council": to_members(SETS_UP, named=ONE, GET=200),
    "console:works-council-pdf": to_members(SETS_UP, named=POSTER, GET=200),
    # Where the links lead.
    "shared:link": to_all(GET=200, POST=302, named={"token": "department_token"}, tells=True),
    "shared:own": to_respondent(GET=200),
    "head:link": to_all(GET=302, named={"token": "head_token"}),
    "head:page": to_head(named={"key": "head"}, GET=200, POST=302),
    "console:links": to_members(SETS_UP, named=ONE, free=("show",), GET=200, POST=302),
    "console:links-send": to_members(SETS_UP, named=ONE, POST=302),
    "console:links-file": to_members(SETS_UP, named=ONE, POST=200),
    "console:link-send": to_members(SETS_UP, named=LINK, POST=302),
    "console:link-show": to_members(SETS_UP, named=LINK, POST=200),
    "console:link-renew": to_members(SETS_UP, named=LINK, POST=200),
    "console:link-revoke": to_members(SETS_UP, named=LINK, GET=200, POST=302),
    # Mails and reminders. The days of theirs have passed, so no proposal can be approved.
    "console:mails": to_members(SETS_UP, named=ONE, GET=200),
    "console:mails-again": to_members(SETS_UP, named=ONE, POST=302),
    "console:mail-again": to_members(SETS_UP, named=ONE | {"message": "message"}, POST=302),
    "console:reminders": to_members(SETS_UP, named=ONE, GET=200),
    "console:reminder": to_members(
        SETS_UP, named=REMINDER, GET=200, POST=302, data={"day": "2099-01-05", "hour": "9"}
    ),
    "console:reminder-approve": to_members(SETS_UP, named=REMINDER, POST=409),
    "console:reminder-skip": to_members(SETS_UP, named=REMINDER, POST=302),
    "console:reminder-undo": to_members(SETS_UP, named=REMINDER, POST=302),
    "mail-opt-out": to_all(GET=404, POST=404, named={"token": "nothing"}),
    "console:sources": to_members(
        CONSULTANT, named=ONE, chosen={"earlier": "published"}, GET=200, POST=302
    ),
    "console:evidence": to_members(
        CONSULTANT, named=ONE | {"activity": "activity"}, GET=200, POST=302, data=EVIDENCE
    ),
    "console:evidence-remove": to_members(CONSULTANT, named=ONE | {"key": "evidence"}, POST=302),
    # Workshops: preparing them.
    "console:workshops": to_members(CONSULTANT, named=ONE, GET=200),
    "console:workshop-new": to_members(CONSULTANT, named=ONE, GET=200, POST=302, data=HELD),
    "console:workshop": to_members(CONSULTANT, named=WORKSHOP, GET=200),
    "console:workshop-settings": to_members(
        CONSULTANT, named=WORKSHOP, GET=200, POST=302, data=HELD
    ),
    "console:workshop-add": to_members(
        CONSULTANT, named=WORKSHOP, POST=302, data={"activity": "MON-3"}
    ),
    "console:workshop-item": to_members(
        CONSULTANT, named=WORKSHOP | {"activity": "activity"}, POST=302, data={"do": "later"}
    ),
    "console:workshop-record": to_members(CONSULTANT, named=WORKSHOP, GET=200),
    "console:workshop-propose": to_members(CONSULTANT, named=WORKSHOP, POST=302),
    "console:workshop-remove": to_members(CONSULTANT, named=WORKSHOP, GET=200, POST=302),
    "console:workshop-projector": to_members(CONSULTANT, named=WORKSHOP, GET=200),
    "console:workshop-sheet": to_members(
        CONSULTANT, named=WORKSHOP | {"kind": "sheet", "language": "language"}, GET=200
    ),
    "console:groups": to_members(CONSULTANT, named=ONE, GET=200, POST=302),
    "console:step": to_members(CONSULTANT, named=STEP, GET=200, POST=302),
    "console:reports": to_members(CONSULTANT, named=RESULT, GET=200),
    "console:report-again": to_members(CONSULTANT, named=RESULT, POST=302),
    "console:report-section": to_members(
        CONSULTANT,
        named=RESULT | {"section": "section"},
        free=("place", "seen", "text", "note"),
        GET=200,
        POST=302,
        data={"do": "section", "note": "Another"},
        chosen={"seen": "section_seen"},
    ),
    # None was made yet.
    "console:sample-document": to_members(CONSULTANT, named=ONE | {"kind": "kind"}, GET=404),
    "console:sample": to_members(CONSULTANT, named=ONE, POST=302),
    "console:report": to_members(CONSULTANT, named=REPORT, GET=200),
    "console:assessment-new": to_members(
        CONSULTANT, GET=200, POST=302, data={"title": "Another"}, chosen={"model": "model"}
    ),
    "console:assessment-model": to_members(
        CONSULTANT,
        named={"code": "draft"},
        GET=200,
        POST=302,
        chosen={"model": "model", "seen": "seen", "drop": "mark"},
    ),
    "console:models": to_members(CONSULTANT, GET=200),
    "console:model-new": to_members(CONSULTANT, GET=200, POST=302, data={"text": UPLOADED}),
    "console:model": to_members(CONSULTANT, named=MODEL, GET=200),
    "console:model-file": to_members(CONSULTANT, named=MODEL, GET=200),
    "console:model-remove": to_members(CONSULTANT, named=MODEL, GET=200, POST=302),
    "console:model-changes": to_members(CONSULTANT, named=MODEL | {"to": "newer_model"}, GET=200),
    "console:jobs": to_members(CONSULTANT, GET=200),
    "console:job": to_members(CONSULTANT, named=JOB, GET=200),
    "console:job-cancel": to_members(CONSULTANT, named=JOB, POST=302),
    "console:job-retry": to_members(CONSULTANT, named=JOB, POST=302),
    "console:members": to_members(
        CONSULTANT, GET=200, POST=302, data={"email": "new@example.com", "role": "executive"}
    ),
    "console:member-role": to_members(
        CONSULTANT, named=MEMBER, GET=200, POST=302, data={"role": "executive"}
    ),
    "console:member-remove": to_members(CONSULTANT, named=MEMBER, GET=200, POST=302),
    "console:member-invitation-send": to_members(CONSULTANT, named=INVITED, POST=302),
    "console:member-invitation-withdraw": to_members(CONSULTANT, named=INVITED, POST=302),
    # Results: executives and consultants.
    "executive:results": to_members(READS_RESULTS, GET=200),
    "executive:summary": to_members(READS_RESULTS, named=RESULT, GET=200),
    "executive:question": to_members(READS_RESULTS, named=RESULT | {"question": "asked"}, GET=200),
    "executive:activity": to_members(
        READS_RESULTS, named=RESULT | {"activity": "activity"}, GET=200
    ),
    # There was no round before.
    "executive:changes": to_members(READS_RESULTS, named=RESULT, GET=404),
    "executive:report": to_members(READS_RESULTS, named=REPORT, GET=200),
    # Respondents: whoever has the link's cookie, and nobody by an account.
    "respondent:worker": to_all(GET=200),
    "respondent:link": to_all(GET=302, named={"token": "token"}),
    "respondent:welcome": to_respondent(GET=200),
    "respondent:start": to_respondent(POST=302),
    "respondent:promise": to_respondent(GET=200),
    # Whose visit a page is of is compared with the cookie's, never looked up: another's is 403.
    "respondent:page": to_respondent(
        named={"slug": "slug"}, free=(".revision", "visit.key"), GET=200, POST=302
    ),
    "respondent:save": to_respondent(
        named={"question": "question"}, POST=200, data={"MON-1-Q1": "2"}
    ),
    "respondent:comment": to_respondent(
        named={"activity": "slug"}, POST=200, data={"comment": "Ask the press office"}
    ),
    "respondent:more": to_respondent(POST=302, data={"wanted": "yes"}),
    "respondent:overview": to_respondent(GET=200),
    "respondent:later": to_respondent(GET=200),
    "respondent:check": to_respondent(GET=200),
    "respondent:submit": to_respondent(POST=302),
    "respondent:thanks": to_respondent(GET=302),
    # A workshop's room: coming in, phones, the projector.
    "room:join": to_all(GET=200, POST=422),
    "room:join-code": to_all(GET=404, POST=404, named={"typed": "nothing"}),
    "room:phone": to_room(SEATS, GET=200),
    "room:state": to_room(SEATS, GET=200),
    # An item of no agenda is not voted on now.
    "room:votes": to_room(
        SEATS, POST=409, PUT=422, data={"about": "level", "round": "1", "value": "2"}
    ),
    "room:dots": to_room(SEATS, POST=409, PUT=409),
    "room:leave": to_room(SEATS, POST=200),
    "room:screen": to_room(SCREENS, GET=200),
    "room:screen-state": to_room(SCREENS, GET=200),
    "room:screen-link": to_all(GET=403, named={"code": "room", "token": "nothing"}),
    # The lead of a workshop: every turn goes to one address.
    # It tells the time.
    "room:lead": to_room(
        LEADS, fresh=True, GET=200, POST=409, data={"do": "go", "seen": "0", "item": "1"}
    ),
    "room:lead-state": to_room(LEADS, GET=200),
    "room:lead-here": to_room(LEADS, POST=204),
    "room:lead-letters": to_room(LEADS, POST=200),
    "room:lead-paper": to_room(LEADS, GET=200, POST=422, free=("seen",)),
    "room:lead-people": to_room(
        LEADS, POST=302, data={"do": "remove"}, chosen={"seat": "seat"}, free=("do",)
    ),
    "room:lead-code": to_room(LEADS, POST=200, fresh=True),
    "room:take-over": to_all(GET=200, POST=422, named={"code": "some_room"}),
    # The end of a workshop: its lead, who was named in the room, who got a link.
    "room:closing": to_room(LEADS, GET=200),
    "room:action-new": to_room(
        LEADS, named={"activity": "activity"}, GET=200, POST=302, data={"text": "Another"}
    ),
    "room:accountable": to_room(
        # Nobody was made accountable for it yet.
        LEADS,
        named={"activity": "activity"},
        GET=200,
        POST=422,
        data={"name": "Another"},
    ),
    "room:action": to_room(
        LEADS, named={"action": "action"}, GET=200, POST=302, data={"text": "Another"}
    ),
    "room:action-remove": to_room(LEADS, named={"action": "action"}, POST=302),
    "room:mails": to_room(LEADS, POST=302),
    "room:end": to_room(LEADS, POST=302),
    "room:mine": to_room(SEATS, GET=200),
    "room:answer": to_room(SEATS, named={"key": "owner"}, POST=302, data={"takes_on": "yes"}),
    "room:owner-link": to_all(GET=404, named={"token": "nothing"}),
    "room:owner": to_all(GET=403, POST=403, named={"key": "owner"}),
    # Accounts.
    "account:home": to_account(GET=302, but={"mia": 200, "remo": 200, "stella": 200}),
    "account:sessions": to_account(GET=200),
    "account:sessions-end": to_account(POST=302),
    "account:session-end": to_account(("carla",), named={"number": "session"}, POST=302),
    "account:set-up": to_all(GET=410, POST=410, named={"token": "nothing"}),
    # Allauth's pages, under its names. Who is signed in is sent on from those for signing in.
    "account_login": to_entrance(GET=200, POST=200, free=("credential",)),
    "account_request_login_code": to_entrance(GET=200, POST=200),
    "account_confirm_login_code": to_all(GET=302, POST=302),
    "mfa_login_webauthn": to_all(GET=302, POST=302),
    "mfa_authenticate": to_all(GET=302, POST=302),
    "socialaccount_login_cancelled": to_all(GET=200),
    "socialaccount_login_error": to_all(GET=401),
    "openid_connect_login": to_all(named={"provider_id": "provider"}, GET=404, POST=404),
    "openid_connect_callback": to_all(named={"provider_id": "provider"}, GET=404, POST=404),
    "account_logout": to_entrance(GET=302, POST=302, signed_in={"GET": 200}),
    "account_signup": to_entrance(GET=200, POST=200),
    "account_inactive": to_all(GET=200),
    "account_reset_password": to_all(GET=200, POST=200),
    "account_confirm_password_reset_code": to_all(GET=302, POST=302),
    "account_complete_password_reset": to_all(GET=302, POST=302),
    "account_password_reset_completed": to_all(GET=200),
    # Their accounts have no password and no second factor: nothing can be asked for once more.
    "account_reauthenticate": to_account(GET=403, POST=403),
    "mfa_reauthenticate": to_account(GET=403, POST=403),
    "mfa_reauthenticate_webauthn": to_account(GET=403, POST=403),
    "account_change_password": to_account(GET=302, POST=302),
    "account_set_password": to_account(GET=200, POST=200),
    "mfa_index": to_account(GET=200),
    "mfa_activate_totp": to_account(fresh=True, GET=200, POST=200),
    "mfa_deactivate_totp": to_account(GET=404, POST=404),
    "mfa_view_recovery_codes": to_account(GET=404),
    "mfa_generate_recovery_codes": to_account(GET=200, POST=200),
    "mfa_download_recovery_codes": to_account(GET=404, POST=404),
    "mfa_list_webauthn": to_account(GET=200),
    "mfa_add_webauthn": to_account(
        fresh=True, free=("credential", "passwordless"), GET=200, POST=200
    ),
    # Nobody has a passkey.
    "mfa_edit_webauthn": to_account(named={"pk": "passkey"}, GET=404, POST=404),
    "mfa_remove_webauthn": to_account(named={"pk": "passkey"}, GET=404, POST=404),
}
