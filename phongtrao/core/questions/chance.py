"""How easily something comes about by itself. Only an order of size is asked of these numbers."""

from __future__ import annotations

import math


def tail(tried: int, hits: int, share: float) -> float:
    """The chance that of `tried` figures at least `hits` fall where `share` of all figures fall
    (binomial, 0 < share < 1).
    """
    return math.fsum(
        math.exp(
            math.lgamma(tried + 1)
            - math.lgamma(hit + 1)
            - math.lgamma(tried - hit + 1)
            + hit * math.log(share)
            + (tried - hit) * math.log1p(-share)
        )
        for hit in range(hits, tried + 1)
    )


def coincidence(figure: float) -> float:
    """The chance that a count of about this size comes out the same a second time.

    Two Poisson counts of mean m agree about once in √(1 + 4πm): 0 always, 1 in every third or
    fourth case, 100 once in 35. Real counts vary more and agree more seldom.
    """
    return 1 / math.sqrt(1 + 4 * math.pi * abs(figure))
