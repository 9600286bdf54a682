"""What the made-up issues say: sentences in seven languages, the same ones at every run."""

from itertools import cycle, islice

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
"""By language; some hold quotation marks, dashes, numbers, emphasis and long words."""


def sentences(seed: object, count: int, language: str = "en") -> str:
    """Return some sentences; another seed mostly begins with another one."""
    known = SENTENCES[language]
    start = sum(map(ord, str(seed))) % len(known)
    return " ".join(islice(cycle(known), start, start + count))


def paragraphs(seed: object, count: int, language: str = "en") -> str:
    """Return paragraphs of three to six sentences each."""
    return "\n\n".join(sentences(f"{seed} {n}", 3 + n % 4, language) for n in range(count))
