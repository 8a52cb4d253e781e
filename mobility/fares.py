"""What a ride costs beyond the VBB ticket or an entitlement to ride (B32)."""

from mobility.needs import Needs
from mobility.policy import ServicePolicy


def surcharge(policy: ServicePolicy, needs: Needs) -> int:
    """Comfort surcharge of a party (cents): per passenger; wheelchairs, prams and walkers ride free.

    >>> surcharge(ServicePolicy(surcharge_cents=100), Needs(passengers=3, wheelchairs=1, prams=1))
    300
    """
    return policy.surcharge_cents * needs.passengers
