"""What an organisation is called, where and when it works, and its logo of our own making."""

import io
import warnings
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageFile, ImageOps, PngImagePlugin, TiffImagePlugin

from surveys import queries
from surveys.models import AuditEvent, Organisation
from surveys.services import heads, organisation_settings, shared_links
from surveys.services.organisation_settings import FORMATS, LogoRefused, remade
from surveys.services.scopes import scope_of
from tests import cast
from tests.factories import NOW, assessment, invite, organisation

pytestmark = pytest.mark.django_db

SENT = {
    "name": "Acme & Sons",
    "time_zone": "Europe/Berlin",
    "language": "de",
    "work_days": ["5", "1", "2"],
    "work_from": "8",
    "work_until": "16",
}


@pytest.fixture
def of():
    return organisation("Acme")


@pytest.fixture
def carla(of):
    return cast.carla(of)


def at(of):
    return f"/console/{of.code}/settings/"


def picture(size=(900, 300), kind="PNG", mode="RGB", **more):
    out = io.BytesIO()
    Image.new(mode, size, 100).save(out, kind, **more)
    out.name = f"logo.{kind.lower()}"
    out.seek(0)
    return out


def opened(content):
    return Image.open(io.BytesIO(content))


def test_all_settings_are_saved_and_noted(of, carla):
    assert carla.post(at(of), SENT).status_code == 302
    of.refresh_from_db()
    assert (of.name, of.time_zone, of.language) == ("Acme & Sons", "Europe/Berlin", "de")
    assert (of.work_days, of.work_from, of.work_until) == ("125", 8, 16)
    assert queries.logo(of) == b""
    assert AuditEvent.objects.get().what == "organisation settings"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"language": "xx"},
        {"work_days": []},
        {"work_days": ["8"]},
        {"work_from": "16"},
        {"work_until": "25"},
        {"work_from": "-1"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_saved(of, carla, wrong):
    answer = carla.post(at(of), SENT | wrong)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert Organisation.objects.get(pk=of.pk).name == "Acme"


def test_a_new_name_is_what_reports_say_from_now_on(of, carla):
    made = assessment(of)
    assert scope_of(made).organisation == "Acme"
    carla.post(at(of), SENT)
    made.refresh_from_db()
    made.organisation.refresh_from_db()
    assert scope_of(made).organisation == "Acme & Sons"


def test_a_logo_is_made_anew_shown_and_removed(of, carla):
    assert carla.get(f"/console/{of.code}/logo.png").status_code == 404
    assert carla.post(at(of), SENT | {"logo": picture(kind="JPEG")}).status_code == 302
    shown = carla.get(f"/console/{of.code}/logo.png")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert (opened(shown.content).size, opened(shown.content).format) == ((400, 133), "PNG")
    assert carla.post(at(of), SENT).status_code == 302
    assert carla.get(f"/console/{of.code}/logo.png").status_code == 200
    assert carla.post(at(of), SENT | {"remove_logo": "on"}).status_code == 302
    assert carla.get(f"/console/{of.code}/logo.png").status_code == 404


def test_no_page_of_the_console_or_of_a_link_reads_the_logo_but_where_it_is_seen(of, carla):
    made = assessment(of)
    ada, _ben = (invite(made, "it", name).person for name in ("Ada", "Ben"))
    department = of.departments.get(key="it")
    link = shared_links.make(assessment=made, department=department, most=3, user=None, now=NOW)
    row = made.scope.get(department=department)
    head = heads.keep(row=row, name="Ada", email="", user=None, now=NOW)
    hedda = cast.hedda(head)
    with CaptureQueriesContext(connection) as sent:
        for where in (
            "assessments/",
            f"assessments/{made.code}/",
            f"people/{ada.code}/",
            "people/",
            "departments/",
            "departments/it/",
        ):
            assert carla.get(f"/console/{of.code}/{where}").status_code == 200, where
        assert Client().get(f"/d/{shared_links.token_for(link)}").status_code == 200
        assert hedda.get(f"/h/{head.key}/").status_code == 200
    assert [each["sql"] for each in sent if "logo" in each["sql"]] == []


def test_nothing_of_the_file_is_kept_but_what_is_seen():
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "secret")
    exif = Image.Exif()
    exif[0x010E] = "secret"
    exif[0x0112] = 6  # lies on its side
    with_text = remade(picture(pnginfo=told))
    turned = remade(picture((100, 50), "JPEG", exif=exif))
    clear = remade(picture((50, 50), "PNG", "RGBA", dpi=(300, 300), icc_profile=b"secret"))
    for content in (with_text, turned, clear):
        assert b"secret" not in content
        assert opened(content).info == {}
    assert opened(turned).size == (50, 100)
    assert remade(io.BytesIO(picture().read() + b"<script>secret</script>")).find(b"secret") == -1


def refused(content):
    with pytest.raises(LogoRefused) as error:
        remade(io.BytesIO(content))
    return error.value.reason


def readable(content):
    """Whether Pillow reads the picture itself, whatever its EXIF says, as one of our kinds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            Image.open(io.BytesIO(content), formats=FORMATS).load()
        except OSError:
            return False
    return True


def test_a_damaged_exif_does_not_keep_a_logo_out(monkeypatch):
    """Each was made from a picture whose EXIF cannot be written again: one byte is another."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)  # WeasyPrint sets it
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "hello"
    exif[0x011A] = TiffImagePlugin.IFDRational(72, 1)
    whole = picture((40, 30), "JPEG", exif=exif).read()
    sizes = Counter()
    for place in range(20, 100):
        for byte in (0, 1, 2, 3, 4, 5, 7, 9, 10, 12, 255):
            damaged = whole[:place] + bytes([byte]) + whole[place + 1 :]
            if readable(damaged):
                sizes[opened(remade(io.BytesIO(damaged))).size] += 1
    assert set(sizes) == {(40, 30), (30, 40)}


@pytest.mark.parametrize("number", range(1, 9))
def test_a_picture_is_put_upright_as_pillow_does_it(number):
    found = Image.new("RGB", (6, 4))
    found.putpixel((1, 0), (255, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = number
    out = io.BytesIO()
    found.save(out, "PNG", exif=exif)
    expected = ImageOps.exif_transpose(opened(out.getvalue())).convert("RGBA")
    out.seek(0)
    assert opened(remade(out)).tobytes() == expected.tobytes()


@pytest.mark.parametrize("before", [True, False])
def test_pillow_s_switch_is_put_back_as_it_was_also_after_a_refusal(monkeypatch, before):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", before)
    remade(picture())
    assert before is ImageFile.LOAD_TRUNCATED_IMAGES
    assert refused(picture().read()[:200]) == "kind"
    assert before is ImageFile.LOAD_TRUNCATED_IMAGES


def test_what_is_no_picture_or_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for content in (svg, b"", b"%PDF-1.7", picture(kind="BMP").read(), picture(kind="TIFF").read()):
        assert refused(content) == "kind"
    assert refused(picture().read()[:200]) == "kind"
    assert refused(b"\x89PNG\r\n\x1a\n" + b"x" * organisation_settings.LARGEST_FILE) == "large"
    bomb = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    assert refused(bomb.getvalue()) == "pixels"
    assert refused(picture((5000, 5000), mode="L").read()) == "pixels"


def test_a_refused_logo_changes_nothing_else_and_says_what_to_do(of, carla):
    svg = io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    svg.name = "logo.png"
    answer = carla.post(at(of), SENT | {"logo": svg})
    assert answer.status_code == 422
    assert "Save the logo as PNG and choose it again." in answer.text
    assert Organisation.objects.get(pk=of.pk).name == "Acme"


def test_only_consultants_change_settings(of):
    assert cast.cora(of).post(at(of), SENT).status_code == 403
    assert cast.erin(of).get(f"/console/{of.code}/logo.png").status_code == 403


def test_the_look_of_reports_is_saved_and_taken_back(of, carla):
    look = {"accent": "#1F5C99", "paper": "Letter", "brand": picture()}
    assert carla.post(at(of), SENT | look).status_code == 302
    of.refresh_from_db()
    assert (of.accent, of.paper) == ("#1f5c99", "Letter")
    assert (queries.logo(of), opened(queries.brand(of)).size) == (b"", (400, 133))
    page = carla.get(at(of)).content.decode()
    assert f'src="/console/{of.code}/brand.png"' in page
    assert carla.get(f"/console/{of.code}/brand.png")["Content-Type"] == "image/png"
    assert carla.post(at(of), SENT | {"remove_brand": "on"}).status_code == 302
    of = Organisation.objects.get(pk=of.pk)
    assert (of.accent, of.paper, queries.brand(of)) == ("", "A4", b"")
    assert carla.get(f"/console/{of.code}/brand.png").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"accent": "blue"}, "Write the colour as # and six digits or letters from a to f."),
        ({"accent": "#12345"}, "Write the colour as # and six digits or letters from a to f."),
        ({"accent": "#ffcc00"}, "Choose a darker colour, such as #"),
        ({"paper": "A5"}, "Select a valid choice."),
        ({"brand": io.BytesIO(b"no picture")}, "The file is no PNG, JPEG, WebP or GIF"),
    ],
)
def test_a_look_that_cannot_be_printed_is_told_and_changes_nothing(of, carla, wrong, said):
    answer = carla.post(at(of), SENT | wrong)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    of.refresh_from_db()
    assert (of.name, of.accent, of.paper, queries.brand(of)) == ("Acme", "", "A4", b"")
