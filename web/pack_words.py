"""German words (translated by :mod:`web.i18n`) for what a check finds in a pack, and what to do about it."""

from datetime import date

from dispatch.packs.check import Finding, Grade, Kind
from mobility.calendar import DayType
from web import times
from web.day_types import N_, day_type
from web.i18n import gettext as _
from web.i18n import language

GRADES = {Grade.ERROR: N_("Fehler"), Grade.ODD: N_("auffällig"), Grade.NOTE: N_("Hinweis")}

WORDS = {
    Kind.BROKEN: (
        N_("Das Paket lässt sich nicht laden: %(reason)s"),
        N_(
            "Berichtigen Sie die Datei an dieser Stelle; wie sie aussehen muss, steht in docs/region-pack.md."
        ),
    ),
    Kind.STALE: (
        N_("Die Fahrzeiten passen nicht zum Paket: %(reason)s"),
        N_("Lassen Sie sie mit „rufbus region matrix“ neu berechnen."),
    ),
    Kind.UNREACHED: (
        N_("%(name)s ist auf den Straßen nicht hin und zurück zu erreichen."),
        N_("Prüfen Sie Einbahnstraßen und Sperrungen, oder verlegen Sie die Haltestelle."),
    ),
    Kind.NO_DUTY: (
        N_("An keinem Tag ist ein Fahrzeug im Dienst."),
        N_("Tragen Sie in region.toml Fahrzeuge und Schichten ein."),
    ),
    Kind.FEED_ENDED: (
        N_("Der Fahrplan endete am %(last)s."),
        N_("Holen Sie mit „rufbus region gtfs“ den geltenden Fahrplan."),
    ),
    Kind.PERMIT_AREA: (
        N_("Die Genehmigung gilt nicht für %(name)s."),
        N_("Nehmen Sie die Gemeinde aus dem Paket, oder lassen Sie die Genehmigung erweitern."),
    ),
    Kind.PERMIT_POINT: (
        N_("Haltestellen, die nicht in der Genehmigung stehen: %(count)s (%(names)s)."),
        N_("Nur zwischen genehmigten Haltestellen darf gefahren werden; ergänzen Sie die Genehmigung."),
    ),
    Kind.PERMIT_HOURS: (
        N_("%(day)s wird von %(start)s bis %(end)s Uhr gefahren; die Genehmigung erlaubt das nicht."),
        N_("Kürzen Sie die Bedienzeit, oder lassen Sie die Genehmigung erweitern."),
    ),
    Kind.CONTRAST: (
        N_("Die Farbe %(colour)s (%(key)s) ist auf %(ground)s schlecht zu lesen: Kontrast %(tenths)s."),
        N_("Wählen Sie eine dunklere oder hellere Farbe; verlangt ist ein Kontrast von 4,5."),
    ),
    Kind.NO_STOP_NEAR: (
        N_("Von der Mitte von %(name)s sind es %(metres)s Meter zur nächsten Haltestelle."),
        N_("Legen Sie eine Haltestelle im Ort an, wenn dort Menschen wohnen."),
    ),
    Kind.NO_ROAD_NEAR: (
        N_("Von der Mitte von %(name)s sind es %(metres)s Meter zur nächsten Straße."),
        N_("Prüfen Sie die Lage des Ortes, und ob eine Straße fehlt (extra_roads.geojson)."),
    ),
    Kind.OFF_ROAD: (
        N_("Die Haltestelle %(name)s liegt %(metres)s Meter neben der Straße."),
        N_("Prüfen Sie ihre Lage, und ob eine Straße fehlt."),
    ),
    Kind.SAME_SETTLEMENT: (
        N_("Diese Orte sind beim Suchen nicht zu unterscheiden: %(names)s."),
        N_("Geben Sie ihnen einen Zusatz, etwa die Gemeinde in Klammern."),
    ),
    Kind.SAME_STOP: (
        N_("Diese Haltestellen heißen gleich: %(names)s."),
        N_("Geben Sie ihnen verschiedene Namen, oder machen Sie eine daraus."),
    ),
    Kind.TWINS: (
        N_("%(a)s und %(b)s sind nur %(metres)s Meter voneinander entfernt."),
        N_(
            "Sind es zwei Masten einer Haltestelle? Dann geben Sie ihnen dieselbe Kennung in der Spalte stop."
        ),
    ),
    Kind.DETOUR: (
        N_("Von %(a)s nach %(b)s sind es auf der Straße %(along)s Meter, Luftlinie nur %(straight)s."),
        N_("Fehlt eine Straße? Dann zeichnen Sie sie in extra_roads.geojson. Sonst ist nichts zu tun."),
    ),
    Kind.ONE_WAY: (
        N_("Von %(a)s nach %(b)s dauert es %(there)s, zurück %(back)s."),
        N_("Prüfen Sie Einbahnstraßen zwischen den beiden."),
    ),
    Kind.SLOW: (
        N_("Straßenstücke, auf denen mit weniger als %(limit)s km/h gerechnet wird: %(count)s."),
        N_("Prüfen Sie Tempo und Belag in der Karte."),
    ),
    Kind.FAST: (
        N_("Straßenstücke, auf denen mit mehr als %(limit)s km/h gerechnet wird: %(count)s."),
        N_("Prüfen Sie das Tempo in der Karte und speed_factor in region.toml."),
    ),
    Kind.DAY_WITHOUT_DUTY: (
        N_("%(day)s ist kein Fahrzeug im Dienst."),
        N_("Tragen Sie Schichten ein, wenn der Rufbus dann fahren soll."),
    ),
    Kind.HOURS_UNCOVERED: (
        N_(
            "%(day)s ist von %(start)s bis %(end)s Uhr Bedienzeit, "
            "im Dienst sind Fahrzeuge von %(first)s bis %(last)s Uhr."
        ),
        N_("Verlängern Sie die Schichten, oder kürzen Sie die Bedienzeit."),
    ),
    Kind.DUTY_OUTSIDE: (
        N_(
            "Die Schicht %(duty)s geht %(day)s von %(first)s bis %(last)s Uhr; "
            "die Bedienzeit ist von %(start)s bis %(end)s Uhr."
        ),
        N_("Prüfen Sie die Zeiten: mehr als eine Stunde vor oder nach der Bedienzeit ist selten nötig."),
    ),
    Kind.NO_WHEELCHAIR: (
        N_("%(day)s ist kein Fahrzeug mit Platz für einen Rollstuhl im Dienst."),
        N_("Fahrgäste im Rollstuhl könnten nicht mitfahren; ändern Sie die Fahrzeuge oder Schichten."),
    ),
    Kind.PARTY_TOO_LARGE: (
        N_("Bis zu %(party)s Personen dürfen zusammen buchen, das größte Fahrzeug hat %(seats)s Plätze."),
        N_("Senken Sie max_party in region.toml."),
    ),
    Kind.FEED_ENDS: (
        N_("Der Fahrplan gilt nur noch bis zum %(last)s."),
        N_("Holen Sie rechtzeitig den nächsten mit „rufbus region gtfs“."),
    ),
    Kind.NO_TRAIN_AT_HUB: (
        N_("An %(name)s hält laut Fahrplan kein Zug."),
        N_("Prüfen Sie die Kennung der Haltestelle: sie muss die aus dem Fahrplan sein."),
    ),
    Kind.DEMO_TIMETABLE: (
        N_("Die Zeiten von Zügen und Bussen sind nicht die von heute."),
        N_("Holen Sie mit „rufbus region gtfs“ den geltenden; demo_timetable ist dann false."),
    ),
    Kind.FICTION_PHONE: (
        N_("Die Telefonnummer %(number)s ist für Erfundenes reserviert und erreicht niemanden."),
        N_("Tragen Sie die Nummer der Leitstelle ein, bevor der Dienst beginnt."),
    ),
    Kind.NO_PHONE_HOURS: (
        N_("An keinem Tag ist jemand am Telefon zu erreichen."),
        N_("Tragen Sie die Zeiten in region.toml ein (phone.hours)."),
    ),
    Kind.NO_SCHOOL_HOLIDAYS: (
        N_("Die Schulferien %(year)s in %(land)s sind nicht bekannt; alle Werktage gelten als Schultage."),
        N_("Tragen Sie die Ferien in region.toml ein (calendar)."),
    ),
    Kind.NO_PERMIT: (
        N_("Eine geltende Genehmigung nach § 44 Personenbeförderungsgesetz ist nicht eingetragen."),
        N_("Tragen Sie sie in permit.toml ein: Haltestellen, Gebiet, Zeiten, Tarif."),
    ),
    Kind.PERMIT_ENDS: (
        N_("Die Genehmigung endet am %(last)s."),
        N_("Beantragen Sie die nächste, und tragen Sie sie als neue Fassung ein."),
    ),
    Kind.SOURCE_OPEN: (
        N_("Wem die Daten gehören, ist noch nicht eingetragen: %(files)s."),
        N_("Tragen Sie Lizenz und Namen in region.toml ein (source); beides wird auf den Seiten genannt."),
    ),
    Kind.PAUSE: (
        N_("%(day)s ruht der Dienst."),
        N_("So gewollt? Sonst tragen Sie eine Schicht ein."),
    ),
    Kind.NO_FEED: (
        N_("Ein Fahrplan fehlt: Anschlüsse an Züge und parallele Linien sind nicht bekannt."),
        N_("Holen Sie einen mit „rufbus region gtfs“; ohne ihn fährt der Dienst auch."),
    ),
    Kind.NO_STATION: (
        N_("Der Knoten %(name)s ist kein Bahnhof."),
        N_("Das darf so sein. Gibt es einen Bahnhof, tragen Sie ihn als station ein."),
    ),
    Kind.NO_POPULATION: (
        N_("Orte, deren Einwohnerzahl nicht bekannt ist: %(count)s (%(names)s)."),
        N_("Ergänzen Sie sie, soweit bekannt: Karten zeigen größere Orte eher mit Namen."),
    ),
    Kind.NO_DESTINATION: (
        N_("Ziele wie Arztpraxen, Läden und Ämter fehlen."),
        N_("Tragen Sie in destinations.csv ein, wohin die Leute wollen: danach wird gesucht."),
    ),
    Kind.NO_TICKET: (
        N_("Fahrscheine sind nicht eingetragen: die Seiten sagen, dass die Fahrt nichts kostet."),
        N_("Tragen Sie in region.toml ein, welche Fahrscheine gelten (fares.tickets)."),
    ),
    Kind.VIRTUAL: (
        N_("Haltestellen, an denen noch nichts steht: %(count)s (%(names)s)."),
        N_("Sehen Sie sich jeden Ort an: Kann ein Fahrzeug sicher halten? Dann stellen Sie ein Schild auf."),
    ),
    Kind.ARTIFICIAL: (
        N_("Von %(metres)s Metern Straße ist der Verlauf nicht genau bekannt."),
        N_("Nehmen Sie Straßen aus OpenStreetMap, sobald Sie einen Auszug haben."),
    ),
    Kind.SOURCE_OLD: (
        N_("Diese Daten sind vom %(as_of)s: %(files)s."),
        N_("Prüfen Sie, ob es neuere gibt."),
    ),
}


def grade(of: Grade) -> str:
    """How much a finding matters, in a word."""
    return _(GRADES[of])


def what(finding: Finding) -> str:
    """What was found.

    >>> what(Finding(Kind.PAUSE, {"day": "christmas_eve"}))
    'Am 24. Dezember ruht der Dienst.'
    """
    text = _(WORDS[finding.kind][0]) % {key: _value(key, value) for key, value in finding.values.items()}
    return text[0].upper() + text[1:]


def what_to_do(finding: Finding) -> str:
    """What a planner can do about it."""
    return _(WORDS[finding.kind][1])


def _value(key: str, value: str | int) -> str:
    if key == "day":
        return day_type(DayType(str(value)))
    if key in {"as_of", "last"} and isinstance(value, str):
        return times.full_date(date.fromisoformat(value))
    if key in {"start", "end", "first", "last"} and isinstance(value, int):
        return f"{value // 3600}:{value // 60 % 60:02}"
    if key in {"there", "back"} and isinstance(value, int):
        return times.duration(value)
    if key == "tenths" and isinstance(value, int):
        return f"{value // 10}{',' if language() == 'de' else '.'}{value % 10}"
    return str(value)
