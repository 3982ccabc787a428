"""The Vietnamese lunar calendar from the sky: new moons and the sun's longitude as in Meeus,
Astronomical Algorithms, chapters 25 and 49, reckoned by the clock of a time zone. Good to minutes,
which is enough while no new moon falls closer than that to midnight.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import floor, radians, sin

_EPOCH = 2451545.0  # 01/01/2000 12:00, Julian days
_DAY_ZERO = date(2000, 1, 1).toordinal()
_NEW_MOON, _MONTH = 2451550.09766, 29.530588861  # the first new moon of 2000; synodic month
_DELTA_T = 72 / 86400  # earth's clock behind the even one, about 2020 to 2030, in days
_TERM = 30  # degrees of the sun between two principal terms


def new_moon_day(number: int, hours: float) -> date:
    """The day of a new moon, counted from the first of 2000, by a clock ahead of UTC."""
    return _day_of(_new_moon(number), hours)


def new_year(year: int, hours: float = 7) -> date:
    """The first day of the first lunar month: the month that follows the twelfth, whose eleventh
    holds the winter solstice; a leap month is the first that holds no principal term.
    """
    return _months(year, hours)[1]


def lunar_date(year: int, month: int, day: int, hours: float = 7) -> date:
    """The day of a lunar date, of a month that is no leap month."""
    return _months(year, hours)[month] + timedelta(days=day - 1)


def _months(year: int, hours: float) -> dict[int, date]:
    """First days of the lunar months of a year, 1 to 10; leap months are left out."""
    eleventh = _eleventh(year - 1, hours)
    leap = _eleventh(year, hours) - eleventh > 12
    found: dict[int, date] = {}
    number, month, left_out = eleventh, 11, False
    while month < 23:
        first, after = new_moon_day(number, hours), new_moon_day(number + 1, hours)
        if leap and not left_out and _sector(first, hours) == _sector(after, hours):
            left_out = True
        else:
            found[month - 12] = first
            month += 1
        number += 1
    return found


def _eleventh(year: int, hours: float) -> int:
    """The number of the new moon that opens the month of the winter solstice."""
    number = floor((date(year, 12, 31).toordinal() - _DAY_ZERO - 5) / _MONTH)
    while new_moon_day(number + 1, hours) <= date(year, 12, 31):
        number += 1
    # The sun is past 270° when the solstice lies before this new moon's day.
    while _sector(new_moon_day(number, hours), hours) >= 9:
        number -= 1
    return number


def _sector(day: date, hours: float) -> int:
    """In which twelfth of its way the sun stands at the beginning of a day; 9 begins at 270°."""
    midnight = _EPOCH - 0.5 + day.toordinal() - _DAY_ZERO - hours / 24
    return floor(_sun(midnight) / _TERM)


def _day_of(julian: float, hours: float) -> date:
    return date.fromordinal(_DAY_ZERO + floor(julian + 0.5 + hours / 24 - _EPOCH))


def _sun(julian: float) -> float:
    """The sun's apparent longitude in degrees."""
    t = (julian + _DELTA_T - _EPOCH) / 36525
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    node = radians(125.04 - 1934.136 * t)
    return (
        280.46646 + 36000.76983 * t + 0.0003032 * t * t + centre - 0.00569 - 0.00478 * sin(node)
    ) % 360


def _new_moon(k: int) -> float:
    """The moment of a new moon in Julian days of UTC."""
    t = k / 1236.85
    mean = _NEW_MOON + _MONTH * k + 0.00015437 * t * t
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = radians(2.5534 + 29.1053567 * k - 0.0000014 * t * t)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    latitude = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    node = radians(124.7746 - 1.56375588 * k + 0.0020672 * t * t)
    terms = (
        -0.4072 * sin(moon)
        + 0.17241 * e * sin(sun)
        + 0.01608 * sin(2 * moon)
        + 0.01039 * sin(2 * latitude)
        + 0.00739 * e * sin(moon - sun)
        - 0.00514 * e * sin(moon + sun)
        + 0.00208 * e * e * sin(2 * sun)
        - 0.00111 * sin(moon - 2 * latitude)
        - 0.00057 * sin(moon + 2 * latitude)
        + 0.00056 * e * sin(2 * moon + sun)
        - 0.00042 * sin(3 * moon)
        + 0.00042 * e * sin(sun + 2 * latitude)
        + 0.00038 * e * sin(sun - 2 * latitude)
        - 0.00024 * e * sin(2 * moon - sun)
        - 0.00017 * sin(node)
        - 0.00007 * sin(moon + 2 * sun)
        + 0.00004 * sin(2 * moon - 2 * latitude)
        + 0.00004 * sin(3 * sun)
        + 0.00003 * sin(moon + sun - 2 * latitude)
        + 0.00003 * sin(2 * moon + 2 * latitude)
    )
    planets = 0.000325 * sin(radians(299.77 + 0.107408 * k - 0.009173 * t * t))
    planets += 0.000165 * sin(radians(251.88 + 0.016321 * k))
    return mean + terms + planets - _DELTA_T
