import pytest
from django.urls import reverse

REPORTS = ["organisation-report.pdf", "summary.pdf", "healthy-organisation-report.pdf"]
PDF = b"%PDF-1.7 a report"
PNG = b"\x89PNG a page"


@pytest.fixture
def out(settings, tmp_path):
    settings.SAMPLE_DIR = tmp_path / "out"
    settings.SAMPLE_DIR.mkdir()
    (tmp_path / "secret.pdf").write_bytes(b"not for you")
    return settings.SAMPLE_DIR


@pytest.fixture
def demo(out):
    for name in REPORTS:
        (out / name).write_bytes(PDF)
    (out / "report-page.png").write_bytes(PNG)
    return out


def links(response):
    return [name for name in REPORTS if f'href="/sample/{name}"' in response.text]


@pytest.mark.usefixtures("demo")
def test_start_page_links_every_sample_report_and_shows_a_page(client):
    response = client.get("/")
    assert response.status_code == 200
    assert links(response) == REPORTS
    assert 'src="/sample/report-page.png"' in response.text
    assert "make demo" not in response.text


@pytest.mark.usefixtures("out")
def test_start_page_says_how_to_make_the_reports_when_there_are_none(client):
    response = client.get("/")
    assert response.status_code == 200
    assert links(response) == []
    assert "/sample/" not in response.text
    assert "<code>make demo</code>" in response.text


def test_start_page_links_only_the_reports_that_are_there(client, out):
    (out / "summary.pdf").write_bytes(PDF)
    assert links(client.get("/")) == ["summary.pdf"]


def test_start_page_has_title_language_landmarks_and_a_skip_link(client):
    page = client.get("/").text
    assert "<title>Who owns which activity? – Readiness</title>" in page
    assert '<html lang="en" dir="ltr">' in page
    assert '<a class="skip" href="#main">' in page
    assert [page.count(f"<{tag}") for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("address", ["/", "/sample/summary.pdf", "/nothing-here"])
def test_every_answer_carries_the_strict_policy(client, address):
    response = client.get(address)
    assert response.getvalue()  # reads a report to its end, which closes its file
    headers = response.headers
    policy = {
        name: values
        for name, *values in map(str.split, headers["Content-Security-Policy"].split(";"))
    }
    assert policy == {
        "default-src": ["'none'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("address", ["/", "/sample/nothing.pdf"])
def test_pages_hold_no_inline_script_or_style(client, address):
    page = client.get(address).text
    assert [bad for bad in ("<script", "<style", "style=", "onclick") if bad in page] == []


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", REPORTS)
def test_a_sample_report_is_sent_as_a_pdf_under_its_own_name(client, name):
    response = client.get(reverse("sample", args=[name]))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="{name}"'
    assert b"".join(response) == PDF


@pytest.mark.usefixtures("demo")
def test_the_picture_is_sent_as_an_image(client):
    response = client.get("/sample/report-page.png")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    assert b"".join(response) == PNG


@pytest.mark.usefixtures("out")
def test_a_report_not_made_yet_is_404_and_says_how_to_make_it(client):
    response = client.get("/sample/summary.pdf")
    assert response.status_code == 404
    assert "<code>make demo</code>" in response.text


@pytest.mark.parametrize(
    "name",
    [
        "secret.pdf",
        "../secret.pdf",
        "..%2fsecret.pdf",
        "%2e%2e/secret.pdf",
        "..\\secret.pdf",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        "summary.pdf/",
        "SUMMARY.PDF",
        "",
        ".",
        "..",
    ],
)
def test_no_other_name_reaches_a_file(client, demo, name):
    (demo / "secret.pdf").write_bytes(b"in the folder, and not on the list")
    response = client.get(f"/sample/{name}")
    assert response.status_code == 404
    assert "<h1>Page not found</h1>" in response.text


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("address", ["/", "/sample/summary.pdf"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_are_read_only(client, address, method):
    assert getattr(client, method)(address).status_code == 405
