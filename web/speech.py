"""Numbers as an operator says them on the phone. Only German: it is the operator who speaks."""

ONES = (
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
)
TENS = ("", "zehn", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")


def spoken_pair(pair: str) -> str:
    """Two digits as one number; a leading zero is said.

    >>> [spoken_pair(pair) for pair in ("00", "07", "11", "16", "17", "21", "30", "48")]
    ['null null', 'null sieben', 'elf', 'sechzehn', 'siebzehn', 'einundzwanzig', 'dreißig', 'achtundvierzig']
    """
    number = int(pair)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return f"null {ONES[ones]}"
    if number < len(ONES):
        return ONES[number]
    stem = {1: "ein", 6: "sech", 7: "sieb"} if tens == 1 else {1: "ein"}
    one = stem.get(ones, ONES[ones])
    if tens == 1:
        return f"{one}zehn"
    return f"{one}und{TENS[tens]}" if ones else TENS[tens]


def spoken_reference(number: str) -> str:
    """A booking number in pairs, as it is read out and written down.

    >>> spoken_reference("482916")
    'achtundvierzig, neunundzwanzig, sechzehn'
    """
    return ", ".join(spoken_pair(number[i : i + 2]) for i in range(0, len(number), 2))
