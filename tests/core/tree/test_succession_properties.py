"""Whatever is merged and split, nothing is lost, nothing is made, nothing is guessed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.tree import Succession, Successions
from tests.core.tree import reference

DAYS = [date(2025, 7, 1), date(2027, 1, 1), date(2030, 1, 1)]


@st.composite
def shares(draw: st.DrawFn, number: int, *, known: bool) -> list[Fraction | None]:
    """Shares that make the whole, some of them unknown if that is allowed."""
    weights = [draw(st.integers(1, 5)) for _ in range(number)]
    exact: list[Fraction | None] = [Fraction(weight, sum(weights)) for weight in weights]
    if known or number == 1:
        return exact
    return [draw(st.sampled_from([share, None])) for share in exact]


@st.composite
def chains(draw: st.DrawFn, *, known: bool) -> list[Succession[int]]:
    """Up to three days, each handing some living units on to new ones or to themselves."""
    living, fresh, found = list(range(draw(st.integers(1, 5)))), 100, []
    for day in DAYS[: draw(st.integers(0, 3))]:
        ending = draw(st.lists(st.sampled_from(living), unique=True))
        new = list(range(fresh, fresh + draw(st.integers(1, 3))))
        fresh += len(new)
        for unit in ending:
            heirs = draw(st.lists(st.sampled_from([*new, *ending]), min_size=1, unique=True))
            parts = draw(shares(len(heirs), known=known))
            found += [
                Succession(unit, heir, day, part) for heir, part in zip(heirs, parts, strict=True)
            ]
        living = [unit for unit in living if unit not in ending]
        living += sorted({one.successor for one in found if one.on == day})
    return found


def values_for(data: st.DataObject) -> dict[int, int]:
    return {unit: data.draw(st.integers(0, 1000)) for unit in range(5)}


@given(chains(known=True), st.data(), st.sampled_from(DAYS))
def test_with_known_shares_every_amount_is_that_of_the_reference(chain, data, on):
    values = values_for(data)
    carried = Successions(chain).carried(values, on)
    assert carried.placed == reference.carried(values, chain, on)
    assert carried.floating == ()
    assert sum(carried.placed.values()) == sum(values.values())


@given(chains(known=False), st.data(), st.sampled_from(DAYS))
def test_with_unknown_shares_the_total_is_kept_and_gaps_hold_the_rest(chain, data, on):
    values = values_for(data)
    carried = Successions(chain).carried(values, on)
    assert carried.grand_total == sum(values.values())
    everything = set(carried.placed) | {unit for gap in carried.floating for unit in gap.among}
    if not carried.silent:
        assert carried.total(everything) == sum(values.values())
    assert all(len(gap.among) > 1 for gap in carried.floating)


@given(chains(known=True), st.data(), st.sampled_from(DAYS))
def test_what_is_told_with_unknown_shares_is_true_of_any_shares(chain, data, on):
    """Hide some shares: every amount still told must be the one the hidden shares give."""
    values = values_for(data)
    truth = Successions(chain).carried(values, on)
    predecessors = sorted({(one.predecessor, one.on) for one in chain})
    hidden = data.draw(st.sets(st.sampled_from(predecessors))) if predecessors else set()
    several = {key for key in hidden if sum((one.predecessor, one.on) == key for one in chain) > 1}
    blind = [
        Succession(one.predecessor, one.successor, one.on, None)
        if (one.predecessor, one.on) in several
        else one
        for one in chain
    ]
    told = Successions(blind).carried(values, on)
    for unit in {unit for gap in told.floating for unit in gap.among} | set(told.placed):
        if told.of(unit) is not None:
            assert told.of(unit) == truth.placed.get(unit, 0)
        assert told.placed.get(unit, 0) <= truth.placed.get(unit, 0)
    assert told.silent == truth.silent


@given(chains(known=True), st.sampled_from(range(5)), st.sampled_from(DAYS))
def test_heirs_are_those_of_the_reference_and_know_their_forebear(chain, unit, on):
    successions = Successions(chain)
    heirs = successions.heirs(unit, on)
    assert set(heirs) == reference.heirs(chain, unit, on, sorted({one.on for one in chain}))
    first = date(2000, 1, 1)
    for heir in heirs:
        assert unit in successions.forebears(heir, first, until=on)


@given(chains(known=True), st.data())
def test_carrying_in_two_steps_is_carrying_at_once(chain, data):
    values = values_for(data)
    successions = Successions(chain)
    halfway = successions.carried(values, DAYS[0]).placed
    at_once = successions.carried(values, DAYS[2]).placed
    assert successions.carried(halfway, DAYS[2], measured_on=DAYS[0]).placed == at_once
