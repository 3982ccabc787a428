"""Town and country: what the law leaves open is said so, and a province can set it."""

from __future__ import annotations

from django.urls import reverse

from phongtrao.units.models import UnitVersion


def test_a_commune_that_is_neither_town_nor_country_says_so(land, keeper, browser_of):
    client = browser_of(keeper)
    words = "khu vực chưa xác định"
    assert words in client.get(reverse("units:unit", args=[land.first.pk])).text
    assert words not in client.get(reverse("units:unit", args=[land.school.pk])).text
    assert words not in client.get(reverse("units:unit", args=[land.province.pk])).text
    form = client.get(reverse("units:change", args=[land.first.pk, "doi-loai"])).text
    assert '<option value="" selected>chưa xác định</option>' in form
    assert "Đặc khu: luật chưa xếp vào bên nào" in form
    UnitVersion.objects.filter(unit=land.first).update(settlement="rural")
    page = client.get(reverse("units:unit", args=[land.first.pk])).text
    assert words not in page
    assert "nông thôn" in page
