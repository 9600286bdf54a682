"""Converted images are cached on disk by what they are made from; a damaged cache only costs time."""

import os

import pikepdf
import pytest
from pikepdf import Name

from printfiles import PROFILE
from printissue.core import files
from printissue.editions.print import image_cache
from printissue.editions.print.colour import CmykConversion, LuminosityConversion
from printissue.editions.print.images import convert_image
from printissue.pdf.colour import RGB

INKS = CmykConversion(PROFILE)
PDF = pikepdf.new()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(files.platformdirs, "user_cache_dir", lambda _: str(tmp_path / "cache"))
    return tmp_path / "cache" / image_cache.FOLDER


def picture(shade=90, **entries):
    made = PDF.make_stream(bytes([shade, 40, 200]) * 600)
    made.Width, made.Height, made.BitsPerComponent = 30, 20, 8
    for key, value in entries.items():
        made[f"/{key}"] = value
    return made


def converted(image, conversion=INKS):
    made = convert_image(image, space=RGB, conversion=conversion)
    return made.data, made.entries.unparse(resolved=True)


def unconverted(*_):
    raise AssertionError("converted again")


def test_a_cached_picture_is_not_converted_again(cache, monkeypatch):
    first = converted(picture())
    assert len(list(cache.iterdir())) == 1
    monkeypatch.setattr(CmykConversion, "image", unconverted)
    assert converted(picture()) == first


@pytest.mark.parametrize(
    ("image", "conversion"),
    [
        pytest.param(picture(91), INKS, id="other pixels"),
        pytest.param(picture(Decode=pikepdf.Array([1, 0] * 3)), INKS, id="other reading"),
        pytest.param(picture(SMask=Name.Some), INKS, id="a mask"),
        pytest.param(picture(), CmykConversion(PROFILE, rendering="perceptual"), id="other intent"),
        pytest.param(picture(), CmykConversion(PROFILE, limit=240), id="other limit"),
        pytest.param(picture(), LuminosityConversion(), id="a luminosity mask's"),
    ],
)
def test_everything_that_changes_the_result_is_part_of_the_key(cache, image, conversion):
    converted(picture())
    converted(image, conversion)
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("cut", [0, 20, -1])
def test_a_damaged_cache_entry_is_written_again(cache, cut):
    first = converted(picture())
    (kept,) = cache.iterdir()
    kept.write_bytes(kept.read_bytes()[:cut])
    assert converted(picture()) == first
    assert len(kept.read_bytes()) > len(first[0]), "not mended"


def test_a_cache_folder_that_cannot_be_made_is_ignored(cache):
    cache.parent.write_text("a file where the folder should be")
    assert converted(picture())


def test_the_least_recently_used_entry_is_removed_first(cache, monkeypatch):
    converted(picture(1))
    (oldest,) = cache.iterdir()
    converted(picture(2))
    for kept in cache.iterdir():
        os.utime(kept, (1000, 1000) if kept == oldest else (2000, 2000))
    monkeypatch.setattr(image_cache, "MAX_BYTES", 2.5 * oldest.stat().st_size)
    converted(picture(3))
    assert len(list(cache.iterdir())) == 2
    assert not oldest.exists()


def test_an_entry_that_was_used_again_stays(cache, monkeypatch):
    converted(picture(1))
    (first,) = cache.iterdir()
    converted(picture(2))
    for kept in cache.iterdir():
        os.utime(kept, (1000, 1000) if kept == first else (2000, 2000))
    converted(picture(1))
    monkeypatch.setattr(image_cache, "MAX_BYTES", 2.5 * first.stat().st_size)
    converted(picture(3))
    assert first.exists()
