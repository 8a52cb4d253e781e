"""Why the computation refuses a scenario, said to people who fill in a form."""

import re

REASONS: tuple[tuple[str, str], ...] = (
    (r"is unknown", "Diese Angabe kennt die Berechnung nicht."),
    (r"is missing", "Diese Angabe fehlt."),
    (r"is not a whole number", "Das ist keine ganze Zahl ab 0."),
    (r"is negative.*", "Das ist negativ oder unendlich; möglich sind Zahlen ab 0."),
    (r"is not a number", "Das ist keine Zahl."),
    (r"is not a text", "Das ist kein Text in Anführungszeichen."),
    (r"is not a list of texts", "Das ist keine Liste von Texten."),
    (r"is not a list of tables", "Das ist keine Liste von Abschnitten."),
    (r"is not a list", "Das ist keine Liste."),
    (r"is not a table", "Das ist kein Abschnitt mit eigenen Angaben."),
    (r"is not true or false", "Möglich sind nur true und false."),
    (r"is not a pair like .*", "Das sind keine zwei Uhrzeiten wie 05:30 und 21:30."),
    (r"has '(.*)', which is not a time like 05:30", "„{}“ ist keine Uhrzeit wie 05:30."),
    (r"'(.*)' is not a date like 2026-01-31", "„{}“ ist kein Datum wie 2026-01-31."),
    (r"ends before it starts", "Das Ende liegt vor dem Beginn."),
    (r"last longer than a day", "Das dauert länger als einen Tag."),
    (r"end after 24:00", "Das endet nach 24:00 Uhr."),
    (r"is a share, and more than 1", "Das ist ein Anteil; möglich sind Zahlen von 0 bis 1."),
    (r"is more than (\d+)\b.*", "Das ist mehr als {}."),
    (r"is less than (\d+)\b.*", "Das ist weniger als {}."),
    (r"is less than from", "Das Ende der Suche liegt unter ihrem Anfang."),
    (r"is 0", "Das darf nicht 0 sein."),
    (r"is empty", "Hier steht kein Wert."),
    (r"has a value twice", "Ein Wert steht hier zweimal."),
    (r"has a day twice", "Ein Tag steht hier zweimal."),
    (r"has the same key twice", "Dasselbe wird zweimal verändert."),
    (r"has (\d+) days; 1 to (\d+) can be .*", "Das sind {} Tage; möglich sind 1 bis {}."),
    (r"is not between (\d+) and (\d+)", "Möglich sind Zahlen von {} bis {}."),
    (r"makes (\d+) variants; more than (\d+) .*", "Das wären {} Varianten; möglich sind höchstens {}."),
    (r"and vary are two ways to ask; .*", "Werte vergleichen und einen Wert suchen geht nicht zugleich."),
    (r"is not varied; .*", "Das lässt sich nicht verändern; bitte legen Sie eine zweite Studie an."),
    (r"leads through (.*), which is no table", "„{}“ ist kein Abschnitt mit eigenen Angaben."),
    (r"names '(.*)', which the region does not have", "„{}“ gibt es in dieser Region nicht."),
    (r"'(.*)' is not a key figure", "„{}“ ist keine Kennzahl."),
    (r"or at_most says what is aimed at; .*", "Bitte nennen Sie genau ein Ziel: mindestens oder höchstens."),
    (r"names a folder; .*", "Ein Ordner lässt sich hier nicht angeben."),
    (r"names a file; .*", "Eine Datei lässt sich hier nicht angeben."),
    (r"names a file and a history; .*", "Bitte nennen Sie nur eine Quelle der Wünsche."),
    (r"has signs that cannot be printed", "Der Text enthält Zeichen, die sich nicht drucken lassen."),
    (
        r"has (\S+), but the timetable of \S+ is valid from (\S+) to (\S+) only",
        "Für {} gibt es keinen Fahrplan; er gilt von {} bis {}.",
    ),
)
"""What the readers of scenarios and regions say, as patterns, and the same in the language of the pages."""

PLAIN = "Das nimmt die Berechnung nicht an."
"""For reasons that nobody has translated."""


def in_german(reason: str) -> str:
    """A reason as people read it.

    >>> in_german("is not between 1 and 100"), in_german("smells")
    ('Möglich sind Zahlen von 1 bis 100.', 'Das nimmt die Berechnung nicht an.')
    """
    for pattern, sentence in REASONS:
        if found := re.fullmatch(pattern, reason):
            return sentence.format(*found.groups())
    return PLAIN
