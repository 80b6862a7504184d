"""What holds for every page: odd input, limits, health, what is logged, where links lead."""

import io
import json
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from surveys import log_filters, middleware
from surveys.models import Invitation, Organisation
from surveys.services.addresses import absolute, client_address
from tests import cast
from tests.factories import assessment, person

SIGN_IN = "/account/sign-in/"
JSON = "application/json"


@pytest.fixture
def logged(monkeypatch):
    """What our handlers have written."""
    written = io.StringIO()
    for name in ("django", "django.server"):
        for handler in logging.getLogger(name).handlers:
            if any(isinstance(each, log_filters.HideSecrets) for each in handler.filters):
                monkeypatch.setattr(handler, "stream", written)
    return written.getvalue


class TestOddInput:
    @pytest.mark.parametrize(
        ("address", "headers"),
        [
            ("/%00", {}),
            ("/sample/a%00b", {}),
            ("/%FF", {}),
            ("/%ED%A0%80", {}),
            ("/?next=%00", {}),
            ("/?next=%ED%A0%80", {}),
            ("/?%FF=1", {}),
            ("/", {"cookie": "a=b\x00c"}),
            ("/", {"cookie": "a=\xff"}),
            ("/", {"user-agent": "a\x00b"}),
            ("/", {"x-anything": "\ud800"}),
        ],
    )
    def test_it_is_refused_in_path_query_cookie_and_header(self, address, headers):
        answer = Client().get(address, headers=headers)
        assert answer.status_code == 400
        assert "<h1>We could not read this</h1>" in answer.text

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"login=a%00b", "application/x-www-form-urlencoded"),
            (b"login=%ED%A0%80", "application/x-www-form-urlencoded"),
            (b"lo%FFgin=1", "application/x-www-form-urlencoded"),
            (b'{"a": "\\u0000"}', JSON),
            (b'{"a": ["\\ud800"]}', JSON),
            (b'{"\\u0000": 1}', JSON),
            (b'{"a": "\xff"}', JSON),
            (b"{", JSON),
            (b"[" * 100 + b"]" * 100, JSON),
            (b"[" * 100_000, JSON),
        ],
    )
    def test_it_is_refused_in_every_body(self, method, body, kind):
        answer = getattr(Client(), method)(SIGN_IN, body, content_type=kind)
        assert answer.status_code == 400

    @pytest.mark.parametrize(
        "part", ['name="login"\r\n\r\na\x00b\r\n', 'name="lo\x00gin"\r\n\r\na\r\n']
    )
    def test_it_is_refused_in_parts_of_a_form(self, part):
        body = f"--x\r\nContent-Disposition: form-data; {part}--x--\r\n"
        kind = "multipart/form-data; boundary=x"
        assert Client().post(SIGN_IN, body.encode(), content_type=kind).status_code == 400

    @pytest.mark.parametrize("boundary", ["", "é", "x" * 300])
    def test_a_broken_form_is_refused_and_not_an_error(self, boundary):
        kind = f"multipart/form-data; boundary={boundary}"
        assert Client().post(SIGN_IN, b"a", content_type=kind).status_code == 400

    @pytest.mark.django_db
    def test_what_people_write_is_let_through(self):
        posted = {"login": "Zoë 👋🏽 \u202ex@example.com", "password": "パスワード\t\n"}
        assert Client().post(SIGN_IN, posted).status_code == 200


class TestLimits:
    def test_a_long_address_is_refused(self):
        assert Client().get("/?x=" + "a" * 2000).status_code == 200
        answer = Client().get("/?x=" + "a" * 2100)
        assert answer.status_code == 414
        assert "<h1>This is too large</h1>" in answer.text
        assert Client().get("/" + "a" * 2100).status_code == 414

    def test_large_headers_are_refused(self):
        assert Client().get("/", headers={"x-long": "a" * 33_000}).status_code == 431

    @pytest.mark.parametrize(
        ("address", "length", "status"),
        [
            ("/", str(5 * 1024 * 1024 + 1), 413),
            ("/r/x/", str(64 * 1024 + 1), 413),
            ("/", "x", 413),
            ("/", "-1", 413),
            ("/", "٣", 413),
        ],
    )
    def test_a_body_is_refused_before_it_is_read(self, address, length, status):
        class Untouched(io.BytesIO):
            def read(self, *_size):
                raise AssertionError

        request = RequestFactory().post(address)
        request.META["CONTENT_LENGTH"] = length
        request._stream = Untouched()
        answer = middleware.refuse_odd_input(lambda _request: None)(request)
        assert answer.status_code == status

    def test_a_form_with_too_many_fields_or_files_is_refused(self):
        many = "&".join(f"a{number}=1" for number in range(2001))
        kind = "application/x-www-form-urlencoded"
        assert Client().post(SIGN_IN, many, content_type=kind).status_code == 413
        files = {f"f{number}": SimpleUploadedFile("a", b"x") for number in range(6)}
        assert Client().post(SIGN_IN, files).status_code == 413

    def test_a_field_larger_than_any_of_ours_is_refused(self):
        assert Client().post(SIGN_IN, {"login": "a" * (2 * 1024 * 1024 + 1)}).status_code == 413


class TestHealth:
    @pytest.mark.django_db
    def test_it_says_ok_and_nothing_else_and_is_cheap(self):
        check = middleware.answer_health(lambda _request: None)
        request = RequestFactory().get("/health", headers={"host": "10.0.0.7:8000"})
        assert check(request).content == b"ok\n"
        with CaptureQueriesContext(connection) as captured:
            answer = check(request)
        assert [query["sql"] for query in captured] == ["SELECT 1"]
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")

    @pytest.mark.django_db
    def test_it_needs_no_name_of_ours_no_https_and_sets_no_cookie(self, settings):
        settings.SECURE_SSL_REDIRECT = True
        answer = Client(headers={"host": "10.0.0.7"}).get("/health")
        assert (answer.status_code, answer.content) == (200, b"ok\n")
        assert not answer.cookies
        assert Client().head("/health").status_code == 200
        assert Client().post("/health").status_code == 405

    def test_it_has_one_address(self):
        assert Client().get("/health/").status_code == 404

    @pytest.mark.django_db
    def test_a_database_that_was_not_migrated_is_told(self, monkeypatch):
        from django.db.migrations.recorder import MigrationRecorder

        applied = MigrationRecorder.applied_migrations
        monkeypatch.setattr(
            MigrationRecorder,
            "applied_migrations",
            lambda self: {
                k: v for k, v in applied(self).items() if k != ("sessions", "0001_initial")
            },
        )
        check = middleware.answer_health(lambda _request: None)
        answer = check(RequestFactory().get("/health"))
        assert answer.status_code == 503
        assert answer.content == (
            b"the database is older than this version: run manage.py migrate\n"
        )

    def test_a_database_that_does_not_answer_is_told_without_its_address(self, monkeypatch):
        def gone(*_given, **_named):
            raise DatabaseError("could not connect to postgresql://me:secret@db")

        monkeypatch.setattr(
            middleware, "connections", {"default": type("C", (), {"cursor": gone})()}
        )
        answer = middleware.answer_health(lambda _request: None)(RequestFactory().get("/health"))
        assert answer.status_code == 503
        assert answer.content == b"the database cannot be reached\n"

    def test_good_answers_are_not_logged_and_bad_ones_are(self, logged):
        log = logging.getLogger("django.server").info
        log('"%s" %s %s', "GET /health HTTP/1.1", "200", "3")
        log('"%s" %s %s', "GET /health HTTP/1.1", "503", "30")
        log('"%s" %s %s', "GET /healthy HTTP/1.1", "200", "30")
        lines = logged().splitlines()
        assert [line.partition("] ")[2] for line in lines] == [
            '"GET /health HTTP/1.1" 503 30',
            '"GET /healthy HTTP/1.1" 200 30',
        ]


class TestLog:
    @pytest.mark.parametrize(
        ("text", "hidden"),
        [
            ("GET /r/demaaaaaaaapXYZ HTTP/1.1", "GET /r/[hidden] HTTP/1.1"),
            ("GET /r/demaaaaaaaap/check/ HTTP/1.1", "GET /r/demaaaaaaaap/check/ HTTP/1.1"),
            (f"POST /account/set-up/{'aB3-_' * 9}/ HTTP", "POST /account/set-up/[hidden]/ HTTP"),
            (f"GET /invited/{'aB3-_' * 7} HTTP/1.1", "GET /invited/[hidden] HTTP/1.1"),
            (
                "GET /x/answer/?code=abc&state=def HTTP",
                "GET /x/answer/?code=[hidden]&state=[hidden] HTTP",
            ),
            ("Your code: BCDF-GHJK.", "Your code: [hidden]."),
            (
                "__Host-session=abc; __Host-csrf=def",
                "__Host-session=[hidden]; __Host-csrf=[hidden]",
            ),
            ("Cookie: r-demaaaaaaaap=abc.def:x", "Cookie: r-demaaaaaaaap=[hidden]"),
            ("GET /join/abcd2345/ HTTP/1.1", "GET /join/[hidden]/ HTTP/1.1"),
            (
                f"GET /w/demaaaaaaaap/screen/{'aB3-_' * 6} HTTP/1.1",
                "GET /w/demaaaaaaaap/screen/[hidden] HTTP/1.1",
            ),
            (
                "GET /w/demaaaaaaaap/screen/state/?rev=1 HTTP/1.1",
                "GET /w/demaaaaaaaap/screen/state/?rev=1 HTTP/1.1",
            ),
            (f"GET /w/owners/{'aB3-_' * 8} HTTP/1.1", "GET /w/owners/[hidden] HTTP/1.1"),
            (
                "Cookie: w-demaaaaaaaap=abc; l-demaaaaaaaap=d",
                "Cookie: w-demaaaaaaaap=[hidden]; l-demaaaaaaaap=[hidden]",
            ),
            ("GET /console/?page=2 HTTP/1.1", "GET /console/?page=2 HTTP/1.1"),
        ],
    )
    def test_what_lets_somebody_in_is_hidden(self, text, hidden):
        assert log_filters.hide(text) == hidden

    @pytest.mark.django_db
    def test_the_set_up_link_is_in_no_log(self, logged):
        out = io.StringIO()
        call_command("setup_link", stdout=out)
        token = out.getvalue().rstrip().rstrip("/").rpartition("/")[2]
        address = reverse("account:set-up", args=[token])
        Client().put(address)
        Client().post(f"{address}more")
        logging.getLogger("django.server").info('"%s" %s %s', f"GET {address} HTTP/1.1", "200", "1")
        error = ValueError(address)
        logging.getLogger("django.request").error("Error: %s", address, exc_info=error)
        written = logged()
        assert written.count("/set-up/[hidden]") >= 4
        assert token not in written


class TestAddresses:
    @pytest.mark.parametrize(
        ("proxies", "forwarded", "client"),
        [
            (0, "203.0.113.1", "198.51.100.9"),
            (1, "203.0.113.1", "203.0.113.1"),
            (1, "10.9.9.9, 203.0.113.1", "203.0.113.1"),
            (2, "10.9.9.9, 203.0.113.1, 192.0.2.4", "203.0.113.1"),
            (2, "203.0.113.1", "198.51.100.9"),
            (1, "", "198.51.100.9"),
            (1, "unknown", "198.51.100.9"),
            (1, "203.0.113.1:4711", "203.0.113.1"),
            (1, "[2001:db8::1]:4711", "2001:db8::1"),
            (1, "2001:db8::1", "2001:db8::1"),
            (1, "::ffff:203.0.113.1", "203.0.113.1"),
        ],
    )
    def test_the_client_is_what_our_own_proxies_say(self, settings, proxies, forwarded, client):
        settings.TRUSTED_PROXIES = proxies
        request = RequestFactory().get(
            "/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="198.51.100.9"
        )
        assert client_address(request) == client

    def test_without_any_address_all_count_as_one(self):
        assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) == "::"

    def test_links_begin_with_the_configured_address(self, settings):
        settings.BASE_URL = "https://readiness.example"
        assert absolute("/r/x") == "https://readiness.example/r/x"

    @pytest.mark.django_db
    def test_a_forged_host_changes_no_link(self, settings):
        settings.BASE_URL = "https://readiness.example"
        settings.ALLOWED_HOSTS = ["*"]
        made = assessment()
        person(made.organisation, "it", "Rosa")
        carla = cast.carla(made.organisation)
        forged = {"host": "evil.example", "x-forwarded-host": "evil.example"}
        address = f"/console/{made.organisation.code}/assessments/{made.code}/links/"
        carla.post(address, headers=forged)
        key = Invitation.objects.get().key
        page = carla.post(f"{address}{key}/show/", headers=forged).text
        assert 'value="https://readiness.example/r/' in page
        assert "evil.example" not in page

    def test_a_host_that_is_not_ours_is_refused(self, settings):
        settings.ALLOWED_HOSTS = ["readiness.example"]
        assert Client(headers={"host": "evil.example"}).get("/").status_code == 400
        forged = {"host": "readiness.example", "x-forwarded-host": "evil.example"}
        assert Client(headers=forged).get("/").status_code == 200


@pytest.mark.django_db
class TestPages:
    """Allauth's pages keep our promises about headers."""

    ADDRESSES = (
        SIGN_IN,
        "/account/sign-in/code/",
        "/account/sign-up/",
        "/account/password/forgotten/",
        "/account/security/",
        "/account/security/app/",
        "/account/security/passkeys/add/",
        "/account/sessions/",
    )

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_headers_and_no_inline_script_or_style(self, address):
        made = Organisation.objects.create(name="Acme")
        browser = cast.carla(made) if "s/" in address.removeprefix("/account/s") else Client()
        if "security" in address or "sessions" in address:
            browser = cast.carla(made) if browser.session.is_empty() else browser
        answer = browser.get(address)
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]
        assert "script-src 'self';" in answer["Content-Security-Policy"] + ";"
        page = answer.text
        assert [bad for bad in ("<style", "style=", "onclick", "javascript:") if bad in page] == []
        scripts = page.split("<script")[1:]
        told = [each.split(">")[0] for each in scripts]
        assert [each for each in told if " src=" not in each and JSON not in each] == []

    def test_data_for_scripts_is_json(self):
        browser = cast.carla(Organisation.objects.create(name="Acme"))
        page = browser.get("/account/security/passkeys/add/").text
        _before, _mark, rest = page.partition('<script id="passkey_data" type="application/json">')
        data = json.loads(rest.partition("</script>")[0])
        assert data["creation_options"]["publicKey"]["rp"] == {
            "name": "Readiness",
            "id": "testserver",
        }
