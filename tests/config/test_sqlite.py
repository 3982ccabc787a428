"""Searching finds capitals of the Vietnamese alphabet in either database."""

from __future__ import annotations

import pytest
from django.db import connection

from phongtrao.units.models import Unit
from tests.factories import make_unit


@pytest.mark.parametrize("words", ["đặng", "ĐẶNG", "ấp", "ẤP 100% _", "a.b"])
def test_letters_are_found_in_either_case(db, words: str) -> None:
    unit = make_unit("Tổ ĐẶNG Văn, Ấp 100% _ A.B")
    assert list(Unit.objects.filter(name__icontains=words)) == [unit]


@pytest.mark.parametrize("words", ["dặng", "aXb", "100_x", "%%"])
def test_signs_of_the_pattern_are_letters_like_others(db, words: str) -> None:
    make_unit("Tổ ĐẶNG Văn, Ấp 100% _ A.B")
    assert not Unit.objects.filter(name__icontains=words).exists()


def test_nothing_is_like_nothing(db) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT NULL LIKE 'a', 'Ấ' LIKE NULL, 'ab' LIKE 'a_', 'abc' LIKE 'a%'")
        assert [None if x is None else bool(x) for x in cursor.fetchone()] == [
            None,
            None,
            True,
            True,
        ]
