"""Pictures at their place in a text, as HTML: one by itself, or several side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from printissue.assets.resources import RESOURCE_ORIGIN
from printissue.html.markdown import inline
from printissue.html.markdown_renderer import PictureInText
from printissue.html.picture_rows import picture_rows
from printissue.model.parts import Image
from printissue.model.pictures import PictureShape, may_crop

_MOST = 2
"""The number of pictures that a row of them may have: they are as wide as a column together."""


@dataclass(frozen=True, slots=True)
class FiguresInText:
    """The function that turns the pictures of a paragraph into HTML like that of `parts/figure.html.j2`.

    `names` maps the files of pictures to the names of the layout's resources. Pictures that are `listed` under
    `figures`, by file, have the keys that they have there. With `rows`, several are in even rows of one height.
    """

    names: Mapping[str, str]
    listed: Mapping[str, Image]
    shape: Callable[[Image], PictureShape]
    rows: bool

    def __call__(self, pictures: Sequence[PictureInText], language: str) -> Markup:
        """Return the HTML of a paragraph of pictures in a language."""
        # a picture without a name is a fault of the manuscript, which is only checked
        images = [self._image(one) for one in pictures if one.file in self.names]
        if len(images) < 2:
            return Markup("").join(self._figure(one, language) for one in images)
        if not self.rows:
            figures = Markup("").join(self._figure(one, language) for one in images)
            return Markup('<div class="figures">\n{}</div>\n').format(figures)
        rows = [
            Markup('<div class="row" style="--gaps: {}">\n{}</div>\n').format(
                row.gaps,
                Markup("").join(
                    self._figure(place.picture, language, place.share) for place in row.places
                ),
            )
            for row in picture_rows(images, _MOST, self.shape)
        ]
        return Markup('<div class="figures">\n{}</div>\n').format(Markup("").join(rows))

    def _image(self, named: PictureInText) -> Image:
        """Return a picture with the keys that it has under `figures`, and with what the text says about it."""
        own = {"alt": named.alt, "caption": named.caption}
        said = {key: text for key, text in own.items() if text}
        listed = self.listed.get(named.file)
        if listed is not None:
            return listed.model_copy(update=said)
        return Image.model_validate({"file": named.file, "decorative": not named.alt, **said})

    def _figure(self, picture: Image, language: str, share: float | None = None) -> Markup:
        crop = may_crop(picture)
        focus = f"--focus: {picture.focus}; object-position: {picture.focus}"
        image = Markup('<img src="{}" alt="{}"{}{}>\n').format(
            RESOURCE_ORIGIN + self.names[picture.file],
            picture.alt or "",
            Markup(" data-crop") if crop else "",
            Markup(' style="{}"').format(focus) if picture.focus else "",
        )
        names = (
            "in-text",
            picture.kind or self.shape(picture).kind,
            picture.size,
            "crop" if crop else "",
        )
        return Markup('<figure class="{}"{}>\n{}{}</figure>\n').format(
            " ".join(filter(None, names)),
            Markup(' style="--share: {}"').format(share) if share is not None else "",
            image,
            _caption(picture, language),
        )


def _caption(picture: Image, language: str) -> Markup:
    """Return the caption of a picture with its credit, after a dash of the language."""
    if not picture.caption and not picture.credit:
        return Markup("")
    words = inline(picture.caption, language) if picture.caption else Markup("")
    dash = ("– " if language.startswith("de") else "— ") if picture.caption else ""
    credit = Markup('<span class="credit">{}{}</span>').format(dash, picture.credit)
    return Markup("<figcaption>{}{}{}</figcaption>\n").format(
        words, " " if picture.caption else "", credit if picture.credit else ""
    )
