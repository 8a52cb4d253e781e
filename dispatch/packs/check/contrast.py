"""Whether text in the colours of a municipality can be read (WCAG 2.2, 1.4.3)."""

LEAST = 4.5
"""Contrast that text needs against its ground (level AA)."""

WHITE, PAPER, INK = "#ffffff", "#fbfaf6", "#151513"


def contrast(colour: str, ground: str) -> float:
    """Contrast of two colours like ``#0a6b2e``, from 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1), round(contrast("#0a6b2e", "#ffffff"), 1)
    (21.0, 6.7)
    """
    dark, light = sorted((_luminance(colour), _luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (
        channel / 12.92
        if channel <= 0.04045  # noqa: PLR2004 - WCAG's number
        else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
