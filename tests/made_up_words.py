"""What the made-up issues are filled with: sentences in seven languages, and small pictures of every kind."""

import io
from collections.abc import Iterator
from itertools import cycle, islice

from PIL import Image

SENTENCES: dict[str, tuple[str, ...]] = {
    "en": (
        "The ferry was late, and nobody on the quay minded.",
        "A lighthouse keeper’s notebook lists 4,318 ships, but only one of them by its colour.",
        "“Count again,” said the harbour master, who had counted twice.",
        "Whoever mends nets in winter knows the price of every knot – and of none.",
        "Internationalisation, the librarian whispered, begins with an umlaut.",
        "By 6.30 the market had sold its last quince; the afternoon belonged to the pigeons.",
        "It isn’t the bridge that trembles, it’s the water under it.",
        "Between pages 40–44 someone had pressed a fern, a ticket and a rather surprised beetle.",
        "The committee’s well-meant recommendations were filed under *weather*.",
        "Nothing is as punctual as a rumour.",
    ),
    "de": (
        "Das Straßenbahnunternehmen verlängerte die Vorverkaufsfrist um vierzehn Tage.",
        "„Ob es regnet“, sagte die Müllerin, „entscheidet der Bach.“",
        "Im Geschwindigkeitsüberwachungsprotokoll stand nur ein Fahrrad.",
        "Zwölf Boxkämpfer jagten niemanden; sie suchten ihre Brille.",
        "Wer früh aufsteht, hört die Bäckerei, ehe man sie riecht.",
        "Die Donaudampfschifffahrt ist älter als ihr Fahrplan.",
    ),
    "fr": (
        "Le facteur passait à 7 heures ; la boulangère, déjà, l’attendait.",
        "« Où donc est passée l’île ? » demanda le géographe.",
        "On ne compte pas les vagues : on les écoute.",
        "L’œuvre complète tient dans une boîte à chapeaux, hélas !",
        "Dès l’été, la bibliothèque prêtera aussi des parapluies.",
        "Une signature illisible vaut mieux qu’un long préambule.",
    ),
    "es": (
        "¿Quién cerró la ventana antes de que llegara el otoño?",
        "La señora Ibáñez guarda los mapas según el viento.",
        "«Mañana», dijo el relojero, y no mintió del todo.",
        "El tren de las 8:15 salió a las 8:16, con disculpas.",
        "¡Qué extraña costumbre, la de saludar a los faros!",
        "Los archivos municipales huelen a cera y a paciencia.",
    ),
    "ar": (
        "وصلت السفينة متأخرة ولم ينزعج أحد على الرصيف.",
        "كتب حارس المنارة في دفتره أسماء السفن كلها.",
        "يفتح السوق أبوابه مع الفجر ويغلقها قبل الغروب.",
        "قالت المعلمة إن الخريطة أصدق من الطريق.",
        "في المكتبة القديمة كتاب واحد لم يقرأه أحد.",
        "من يزرع شجرة في الصيف ينتظر ظلها في الخريف.",
    ),
    "he": (
        "המעבורת איחרה ואיש על הרציף לא כעס.",
        "שומר המגדלור רשם במחברת את כל האניות.",
        "השוק נפתח עם שחר ונסגר לפני השקיעה.",
        "המורה אמרה שהמפה נאמנה מן הדרך.",
        "בספרייה הישנה יש ספר אחד שאיש לא קרא.",
    ),
    "el": (
        "Το πλοίο άργησε και κανείς δεν θύμωσε.",
        "Ο φαροφύλακας έγραψε όλα τα καράβια στο τετράδιο.",
    ),
}


def sentences(language: str, count: int, start: int = 0) -> str:
    """Give `count` sentences, beginning with another one for each `start`."""
    return " ".join(islice(cycle(SENTENCES[language]), start, start + count))


def story(language: str, paragraphs: int, start: int = 0) -> str:
    """Give paragraphs of four to seven sentences each."""
    return "\n\n".join(
        sentences(language, 4 + (start + number) % 4, start + 3 * number)
        for number in range(paragraphs)
    )


def _gradient(mode: str, width: int = 640, height: int = 320) -> Image.Image:
    """Draw a picture that has every grey, or many colours."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    if mode == "L":
        return across
    down = Image.linear_gradient("L").resize((width, height))
    flat = Image.new("L", (width, height), 90)
    bands = {"RGB": (across, down, flat), "RGBA": (across, flat, down, down)}
    bands["CMYK"] = (across, down, flat, Image.new("L", (width, height), 0))
    return Image.merge(mode, bands[mode])


def _file(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 160" width="320" height="160">
<defs>
<linearGradient id="dusk" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="#14387f"/><stop offset="1" stop-color="#f08a2c"/>
</linearGradient>
<radialGradient id="moon"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#ddd"/></radialGradient>
</defs>
<rect width="320" height="160" fill="url(#dusk)"/>
<circle cx="250" cy="45" r="24" fill="url(#moon)" opacity="0.9"/>
<path d="M0 120 C60 100 120 140 180 118 S280 110 320 126 V160 H0 Z" fill="#000"/>
<g stroke="rgb(255,255,255)" stroke-width="2" fill="none"><path d="M40 120 v-40 l14 30"/></g>
<text x="20" y="150" font-family="Source Sans Pro" font-size="14" fill="white">The quay at dusk</text>
</svg>
"""


def pictures() -> Iterator[tuple[str, bytes]]:
    """Give a picture of every kind that the press takes, by its name."""
    rgb, grey = _gradient("RGB"), _gradient("L")
    sixteen = Image.new("I;16", (640, 320))
    sixteen.putdata([(x * 102 + y) % 65536 for y in range(320) for x in range(640)])
    yield "alpha.png", _file(_gradient("RGBA"), "PNG")
    yield "palette.png", _file(rgb.quantize(32), "PNG")
    clear = rgb.quantize(16)
    yield "palette-clear.png", _file(clear, "PNG", transparency=3)
    yield "grey.png", _file(grey, "PNG")
    yield "grey-alpha.png", _file(Image.merge("LA", (grey, grey)), "PNG")
    yield "sixteen.png", _file(sixteen, "PNG")
    yield "one-bit.png", _file(grey.convert("1"), "PNG")
    yield "colour.jpg", _file(rgb, "JPEG", quality=80)
    yield "grey.jpg", _file(grey, "JPEG", quality=80)
    yield "inks.jpg", _file(_gradient("CMYK"), "JPEG", quality=80)
    turned = Image.Exif()
    turned[0x0112] = 6
    yield "turned.jpg", _file(rgb, "JPEG", quality=80, exif=turned)
    yield "large.jpg", _file(_gradient("RGB", 3200, 1600), "JPEG", quality=60)
    yield "dusk.svg", DRAWING.encode()
    yield "colour.webp", _file(rgb, "WEBP", quality=80)
    yield "alpha.webp", _file(_gradient("RGBA"), "WEBP", lossless=True)
    yield "palette.gif", _file(rgb.quantize(16), "GIF")
    yield "colour.tif", _file(rgb, "TIFF", compression="tiff_lzw")
    yield "inks.tif", _file(_gradient("CMYK"), "TIFF", compression="tiff_deflate")
