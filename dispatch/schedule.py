"""Exact timing of one run by the engine: the earliest times at which it keeps all its promises."""

from dispatch.instance import Instance
from dispatch.problem import Problem
from mobility.plan import Plan, Run


def timed(problem: Problem, run: Run) -> Run | None:
    """The run with each visit at its earliest time, or ``None`` if this order cannot be driven as promised.

    Drop-offs must follow their pick-ups; settled visits keep their times.
    """
    only = problem.only({run.shift})
    instance = Instance.of(only, Plan((run,)))
    visits = instance.timed(0, instance.runs[0])
    return None if visits is None else Run(run.shift, (*only.settled[run.shift], *visits))
