"""What an import of a timetable made, as text for whoever prepares a region pack."""

from collections.abc import Iterator, Sequence

from dispatch.packs.feed import FeedReport

FEW = 20
"""Longer lists are cut; they are the same thing over and over."""


def feed_text(report: FeedReport) -> Iterator[str]:
    """The lines of a report."""
    first, last = report.valid
    yield f"{report.runs} runs, {report.trains} of them trains, from {first} to {last}"
    yield f"  lines: {', '.join(report.lines)}"
    yield from _list(
        [f"{name} ({key})" for key, name in report.unmatched],
        "stops of the feed in or near the area that no stop of the pack matches",
    )
    yield from _list(report.silent, "stops of the pack without any run")
    yield from _list([f"{key}: {reason}" for key, reason in report.left_out], "runs left out")
    source = report.source
    yield f"named in region.toml as: {source.title} ({source.attribution}, {source.licence}, {source.as_of})"
    yield "Is the licence right? And are these the times of today? Then set demo_timetable = false."


def _list(entries: Sequence[str], what: str) -> Iterator[str]:
    if entries:
        yield f"  {len(entries)} {what}:"
        yield from (f"    {entry}" for entry in entries[:FEW])
        if len(entries) > FEW:
            yield f"    and {len(entries) - FEW} more"
