from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.roads.build import Roads

PLACES = 8
roads = st.tuples(
    st.integers(0, PLACES - 1), st.integers(0, PLACES - 1), st.integers(1, 400), st.integers(1, 4000)
)


def ring(more: list[tuple[int, int, int, int]]) -> "nx.MultiDiGraph[Any]":
    """A one-way ring, so that every place can be reached, and some other roads."""
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
    circle = [(place, (place + 1) % PLACES, 100 + place, 1000 + 7 * place) for place in range(PLACES)]
    for u, v, seconds, decimetres in [*circle, *more]:
        graph.add_edge(u, v, travel_time=float(seconds), length=decimetres / 10)
    return graph


@given(st.lists(roads, max_size=25), st.lists(st.integers(0, PLACES - 1), min_size=1, unique=True))
def test_given_any_roads_when_all_ways_are_walked_then_times_and_lengths_are_those_of_quickest_ways(
    more: list[tuple[int, int, int, int]], sources: list[int]
) -> None:
    graph = ring(more)
    known = Roads.of(graph)
    numbers = [known.nodes.index(source) for source in sources]
    times, previous = known.quickest(numbers)
    lengths, taken = known.along(numbers, previous)
    plain: nx.DiGraph[Any] = nx.DiGraph()
    for (u, v), road in known.edges.items():
        plain.add_edge(u, v, **road)
    for row, source in enumerate(numbers):
        seconds = nx.single_source_dijkstra_path_length(plain, source, weight="travel_time")
        for column, goal in enumerate(numbers):
            assert times[row, goal] == round(100 * seconds[goal])
            way, node = [], goal
            while node != source:
                way.append((int(previous[row, node]), node))
                node = way[-1][0]
            assert lengths[row, column] == pytest.approx(sum(known.edges[edge]["length"] for edge in way))
            assert sum(known.edges[edge]["travel_time"] for edge in way) == seconds[goal]
            assert set(way) <= set(taken)
    assert taken == sorted(set(taken))
