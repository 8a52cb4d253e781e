"""What key figures and their chapters are called, and what exactly is meant."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A figure in words: its name, a short one for narrow places, and what exactly is meant."""

    name: str
    short: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Figures that belong together, by key."""

    name: str
    keys: tuple[str, ...]


CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        "Nachfrage und Antworten",
        (
            "asked",
            "served_by_line",
            "offered",
            "booked",
            "declined",
            "unsuited",
            "service_level",
            "declined_share",
        ),
    ),
    Chapter("Was aus den Buchungen wurde", ("rode", "riders", "cancelled", "absent", "lost")),
    Chapter(
        "Warten und Zusagen",
        (
            "wait_mean_s",
            "wait_p90_s",
            "pickup_deviation_mean_s",
            "pickup_deviation_p90_s",
            "outside_window_share",
            "promises_kept_share",
            "trains_caught_share",
        ),
    ),
    Chapter("Unterwegs", ("ride_mean_s", "direct_mean_s", "ride_ratio", "detour_mean_s")),
    Chapter(
        "Fahrzeuge",
        (
            "vehicle_s",
            "driven_s",
            "driven_m",
            "empty_m",
            "empty_share",
            "passenger_m",
            "direct_m",
            "occupancy",
            "pooling",
            "shared_share",
            "rides_per_vehicle_h",
            "riders_per_vehicle_h",
        ),
    ),
    Chapter(
        "Geld",
        (
            "cost_cents",
            "revenue_cents",
            "subsidy_cents",
            "cost_per_ride_cents",
            "cost_per_rider_cents",
            "subsidy_per_ride_cents",
            "subsidy_per_rider_cents",
        ),
    ),
    Chapter("Klima", ("co2_g", "car_m_avoided", "co2_avoided_g")),
    Chapter("Gerechtigkeit", ("worst_ortsteil_declined_share", "wheelchair_gap")),
)
"""All figures in the order of a report."""

WORDS: Mapping[str, Word] = {
    "asked": Word("Fahrtwünsche", "Wünsche", "Alle Wünsche, die geäußert wurden, auch die ohne Fahrt."),
    "served_by_line": Word(
        "davon mit Bus oder Bahn erfüllt",
        "mit Linie",
        "Wünsche, die nicht gefahren werden, weil eine Linie nach Fahrplan sie erfüllt.",
    ),
    "offered": Word(
        "Wünsche mit Angebot",
        "mit Angebot",
        "Wünsche, zu denen irgendeine Fahrt angeboten wurde, auch eine zu anderer Zeit.",
    ),
    "booked": Word(
        "Buchungen", "Buchungen", "Wünsche mit Zusage: gefahren, abgesagt, nicht erschienen oder ausgefallen."
    ),
    "declined": Word(
        "Wünsche ohne Fahrt",
        "ohne Fahrt",
        "Wünsche, denen keine Fahrt zugesagt werden konnte und die auch keine Linie erfüllt.",
    ),
    "unsuited": Word(
        "Angebote, die nicht passten",
        "passten nicht",
        "Wünsche mit Angebot, von dem nichts angenommen wurde.",
    ),
    "cancelled": Word("Absagen der Fahrgäste", "Absagen", "Buchungen, die Fahrgäste zurückgenommen haben."),
    "absent": Word(
        "nicht erschienen", "nicht erschienen", "Buchungen, bei denen niemand an der Haltestelle war."
    ),
    "lost": Word("ausgefallene Fahrten", "ausgefallen", "Buchungen, zu denen der Rufbus nicht kam."),
    "rode": Word("gefahrene Buchungen", "gefahren", "Buchungen, die gefahren wurden."),
    "riders": Word("Fahrgäste", "Fahrgäste", "Personen in den gefahrenen Buchungen."),
    "service_level": Word(
        "erfüllte Wünsche",
        "erfüllt",
        "Anteil der Wünsche, die keine Linie erfüllt und zu denen eine Fahrt nahe am Wunsch angeboten wurde; "
        "wie nahe, legt das Szenario fest (üblich: 20 Minuten).",
    ),
    "declined_share": Word(
        "Anteil ohne Fahrt",
        "Anteil ohne Fahrt",
        "Wünsche ohne Fahrt, geteilt durch alle Wünsche, die keine Linie erfüllt.",
    ),
    "wait_mean_s": Word(
        "Abstand zum Wunsch im Mittel",
        "Abstand",
        "Wie weit Einsteigen und gewünschte Abfahrt auseinanderliegen, früher oder später; war eine Ankunft "
        "gewünscht: Ankunft und Wunsch.",
    ),
    "wait_p90_s": Word(
        "Abstand zum Wunsch, den 9 von 10 unterschreiten",
        "Abstand, 9 von 10",
        "Neun von zehn Fahrten liegen höchstens so weit vom Wunsch.",
    ),
    "pickup_deviation_mean_s": Word(
        "Einsteigen nach Beginn des Zeitfensters",
        "Abweichung",
        "Zeit vom Beginn der zugesagten Abholzeit bis zum Einsteigen, im Mittel.",
    ),
    "pickup_deviation_p90_s": Word(
        "Einsteigen nach Beginn des Zeitfensters, 9 von 10",
        "Abweichung, 9 von 10",
        "Neun von zehn Fahrten beginnen höchstens so lange nach dem Beginn der zugesagten Abholzeit.",
    ),
    "outside_window_share": Word(
        "Einsteigen außerhalb der Abholzeit",
        "außerhalb",
        "Anteil der Fahrten, die nicht innerhalb der zugesagten Abholzeit begannen.",
    ),
    "promises_kept_share": Word(
        "gehaltene Zusagen",
        "gehalten",
        "Anteil der Buchungen, bei denen Abholzeit, späteste Ankunft und längste Fahrt eingehalten wurden; "
        "ausgefallene zählen als nicht gehalten.",
    ),
    "trains_caught_share": Word(
        "erreichte Züge",
        "Züge erreicht",
        "Anteil der Fahrten von oder zu einem Zug, die den Anschluss hielten; "
        "ausgefallene zählen als verpasst.",
    ),
    "ride_mean_s": Word("Fahrzeit im Mittel", "Fahrzeit", "Zeit im Fahrzeug, ohne das eigene Einsteigen."),
    "direct_mean_s": Word(
        "Fahrzeit auf direktem Weg",
        "direkt",
        "So lange hätten dieselben Fahrten ohne Umweg gedauert, im Mittel.",
    ),
    "ride_ratio": Word(
        "Fahrzeit gegen direkten Weg",
        "gegen direkt",
        "Fahrzeit, geteilt durch die Zeit auf direktem Weg, im Mittel.",
    ),
    "detour_mean_s": Word("Umweg im Mittel", "Umweg", "Fahrzeit weniger Zeit auf direktem Weg, im Mittel."),
    "vehicle_s": Word(
        "bezahlte Fahrzeugstunden", "Fahrzeugstunden", "Zeit im Dienst, mit Fahrpersonal, auch ohne Fahrt."
    ),
    "driven_s": Word("Zeit am Steuer", "am Steuer", "Zeit, in der die Fahrzeuge fahren."),
    "driven_m": Word("gefahrene Kilometer", "gefahren", "Vom Betriebshof bis zurück."),
    "empty_m": Word("leere Kilometer", "leer", "Gefahrene Kilometer ohne Fahrgast."),
    "empty_share": Word("Anteil leerer Kilometer", "leer", "Leere Kilometer, geteilt durch gefahrene."),
    "passenger_m": Word(
        "Personenkilometer an Bord", "Personenkilometer", "Gefahrene Kilometer mal Fahrgäste an Bord."
    ),
    "direct_m": Word(
        "Personenkilometer auf direktem Weg",
        "direkte Personenkilometer",
        "Direkte Wege aller Fahrgäste zusammen.",
    ),
    "occupancy": Word(
        "Besetzung",
        "Besetzung",
        "Personenkilometer an Bord, geteilt durch gefahrene Kilometer: Fahrgäste je Fahrzeug.",
    ),
    "pooling": Word(
        "Bündelung",
        "Bündelung",
        "Personenkilometer auf direktem Weg, geteilt durch gefahrene Kilometer. "
        "Über 1 fährt der Rufbus weniger, als alle einzeln führen.",
    ),
    "shared_share": Word(
        "gemeinsame Fahrten",
        "gemeinsam",
        "Anteil der Buchungen, die wenigstens ein Stück mit anderen zusammen fuhren.",
    ),
    "rides_per_vehicle_h": Word(
        "Buchungen je Fahrzeugstunde",
        "je Fahrzeugstunde",
        "Gefahrene Buchungen, geteilt durch bezahlte Fahrzeugstunden.",
    ),
    "riders_per_vehicle_h": Word(
        "Fahrgäste je Fahrzeugstunde",
        "Fahrgäste je Stunde",
        "Fahrgäste, geteilt durch bezahlte Fahrzeugstunden.",
    ),
    "cost_cents": Word(
        "Kosten",
        "Kosten",
        "Nach Dienststunden, Kilometern, Fahrzeugen und Tagen; die Sätze stehen in den Daten.",
    ),
    "revenue_cents": Word("Einnahmen", "Einnahmen", "Fahrgeld und zugesagte Zuschläge der Fahrgäste."),
    "subsidy_cents": Word("Zuschuss", "Zuschuss", "Kosten weniger Einnahmen."),
    "cost_per_ride_cents": Word(
        "Kosten je Buchung", "Kosten je Buchung", "Kosten, geteilt durch gefahrene Buchungen."
    ),
    "cost_per_rider_cents": Word(
        "Kosten je Fahrgast", "Kosten je Fahrgast", "Kosten, geteilt durch Fahrgäste."
    ),
    "subsidy_per_ride_cents": Word(
        "Zuschuss je Buchung", "Zuschuss je Buchung", "Zuschuss, geteilt durch gefahrene Buchungen."
    ),
    "subsidy_per_rider_cents": Word(
        "Zuschuss je Fahrgast", "Zuschuss je Fahrgast", "Zuschuss, geteilt durch Fahrgäste."
    ),
    "co2_g": Word("CO₂ des Rufbusses", "CO₂", "Gefahrene Kilometer mal Ausstoß der Fahrzeuge."),
    "car_m_avoided": Word(
        "vermiedene Autokilometer",
        "Auto vermieden",
        "Direkte Wege derer, die sonst mit dem Auto gefahren wären, geteilt durch die Personen je Auto.",
    ),
    "co2_avoided_g": Word(
        "vermiedenes CO₂",
        "CO₂ vermieden",
        "Ausstoß der vermiedenen Autokilometer weniger Ausstoß des Rufbusses.",
    ),
    "worst_ortsteil_declined_share": Word(
        "Anteil ohne Fahrt im schlechtesten Ortsteil",
        "schlechtester Ortsteil",
        "Der höchste Anteil ohne Fahrt unter den Ortsteilen mit mindestens fünf Wünschen, "
        "die keine Linie erfüllt.",
    ),
    "wheelchair_gap": Word(
        "Nachteil mit Rollstuhl",
        "Nachteil Rollstuhl",
        "Anteil ohne Fahrt mit Rollstuhl weniger Anteil aller; über 5 Prozentpunkten ist zu handeln, wenn "
        "mindestens zehn Wünsche mit Rollstuhl dahinterstehen.",
    ),
}

HEADLINE = (
    "service_level",
    "wait_mean_s",
    "promises_kept_share",
    "riders",
    "cost_cents",
    "subsidy_per_rider_cents",
    "co2_avoided_g",
)
"""The figures a council asks for first."""
