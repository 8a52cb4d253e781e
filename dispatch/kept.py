"""What was worked out about something that does not change, kept while that thing is in use.

Days, plans and runs are replaced, never altered. So what is known about a run holds for as long as the same
run is part of the plan, and an event of the day costs what it changes, not what there is.
"""

from collections import OrderedDict
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Fact = TypeVar("Fact")


class Kept(Generic[Thing, Fact]):
    """Facts about things, by identity: an equal thing is another one. The oldest are forgotten.

    Safe for several threads as far as facts are never altered: the worst is that one is worked out twice.

    >>> squares = Kept[list[int], int](most=2)
    >>> few, equal, more = [2, 3], [2, 3], [4]
    >>> squares.keep(few, 13), squares.of(few), squares.of(equal)
    (13, 13, None)
    >>> squares.keep(equal, 13), squares.keep(more, 16), squares.of(few)
    (13, 16, None)
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._facts: OrderedDict[int, tuple[Thing, Fact]] = OrderedDict()

    def of(self, thing: Thing) -> Fact | None:
        """What is known about a thing."""
        known = self._facts.get(id(thing))
        return known[1] if known and known[0] is thing else None

    def keep(self, thing: Thing, fact: Fact) -> Fact:
        """Remember a fact, and return it."""
        # the thing is kept too: nothing else can get its identity meanwhile
        self._facts[id(thing)] = thing, fact
        while len(self._facts) > self._most:
            self._facts.popitem(last=False)
        return fact
