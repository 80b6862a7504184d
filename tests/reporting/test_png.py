"""The pages of a PDF as pictures of one width."""

import io
import zipfile

import pytest
from PIL import Image

from readiness.reporting.png import pages_zip


@pytest.fixture(scope="module")
def pictures(summary) -> dict[str, Image.Image]:
    with zipfile.ZipFile(io.BytesIO(pages_zip(summary.data))) as archive:
        names = archive.namelist()
        return {name: Image.open(io.BytesIO(archive.read(name))) for name in names}


def test_every_page_is_a_picture_sixteen_hundred_pixels_wide(pictures):
    [(name, picture)] = pictures.items()
    assert name == "page-01.png"
    assert picture.format == "PNG"
    assert picture.width == 1600
    assert picture.height / picture.width == pytest.approx(297 / 210, abs=0.002)


def test_the_page_is_drawn_on_white(pictures):
    picture = pictures["page-01.png"].convert("L")
    assert picture.getpixel((3, 3)) == 255
    dark = sum(picture.histogram()[:128])
    assert 0.01 < dark / (picture.width * picture.height) < 0.2


def test_the_same_pdf_gives_the_same_bytes_and_another_width_is_kept(summary):
    small = pages_zip(summary.data, width=300)
    assert small == pages_zip(summary.data, width=300)
    with zipfile.ZipFile(io.BytesIO(small)) as archive:
        [entry] = archive.infolist()
        assert Image.open(io.BytesIO(archive.read(entry))).width == 300
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
