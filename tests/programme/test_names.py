"""Which unit a name means: those in force first, a namesake by its place, an ended one's heir."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from phongtrao.programme.models import Receipt, TaskBody
from phongtrao.programme.queries.bodies import meanings_of
from phongtrao.programme.queries.cascade import (
    NamesFound,
    Selection,
    find_names,
    kinds_below,
    preview_of,
)
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_merge, preview_rename, preview_split
from phongtrao.units.actions.proposing import NewUnit, Part
from phongtrao.units.models import Alias, Level, Unit, UnitVersion
from tests.factories import make_unit
from tests.programme.cascade_rows import Story, hand, make_commune, make_story

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def story() -> Story:
    return make_story()


def merge(name: str, *units: Unit) -> Unit:
    """Communes become one on 1 October 2020."""
    facts = {"name": name, "kind": "xã", "territory": units[0].versions.get().territory}
    into = NewUnit(Level.COMMUNE, facts)
    carry_out(
        proposal=preview_merge(units=units, into=into, on=date(2020, 10, 1), decision=None), by=None
    )
    return Unit.objects.latest("pk")


def units(story: Story, *lines: str) -> list[str]:
    """Names and kinds of the units that the lines mean, of which each must be clear."""
    found = find_names(story.programme, lines, TODAY)
    assert found.problems == ()
    return [Unit.objects.get(pk=pk).name for pk in found.units]


def problem(story: Story, line: str) -> str:
    (said,) = find_names(story.programme, [line], TODAY).problems
    return said


def test_a_unit_in_force_goes_before_one_that_ended_or_was_called_so(story: Story) -> None:
    one, two, three = story.communes
    new = merge("Xã 1", one, two)
    renaming = preview_rename(unit=three, name="Xã Ba", on=date(2020, 10, 1), decision=None)
    carry_out(proposal=renaming, by=None)
    make_unit("Xã 3", story.province, level=Level.COMMUNE, kind="xã", code="00292")
    found = find_names(story.programme, ["Xã 1", "xa 3"], TODAY)
    assert found.units == (new.pk, Unit.objects.get(name="Xã 3").pk)
    for line in ("00292", "Xã 3, mã 00292", "Mã 00292", "UBND xã 3", "Xã 3, Tỉnh Mẫu", "x. 3"):
        assert units(story, line) == ["Xã 3"]
    assert units(story, "Xã Ba") == ["Xã Ba"]


def test_a_name_of_before_is_still_understood_and_a_noted_name_goes_before_it(story: Story) -> None:
    one, two, _ = story.communes
    renaming = preview_rename(unit=one, name="Xã Mới", on=date(2020, 10, 1), decision=None)
    carry_out(proposal=renaming, by=None)
    assert units(story, "Xã 1") == ["Xã Mới"]
    Alias.objects.create(unit=two, name="Xã 1")
    assert units(story, "Xã 1") == ["Xã 2"]


def test_a_name_without_its_kind_or_with_all_its_marks_is_clear(story: Story) -> None:
    for name in ("Xã Tân Dân", "Xã Tấn Dân", "Xã Bạch Mai"):
        make_commune(name, story.province)
    assert units(story, "Bạch Mai", "Xã Tấn Dân") == ["Xã Bạch Mai", "Xã Tấn Dân"]
    assert "2 đơn vị: Xã Tân Dân; Xã Tấn Dân" in problem(story, "xa tan dan")


def test_namesakes_are_told_apart_by_their_places(story: Story) -> None:
    school = "Trường Tiểu học Kim Đồng"
    made = [make_unit(school, place, kind="trường học") for place in story.communes[:2]]
    said = problem(story, school)
    assert f"là tên của 2 đơn vị: {school}, Xã 1; {school}, Xã 2." in said
    for place in ("Xã 2", "xa 2, tỉnh Mẫu", "2", "Xã 2, Mẫu"):
        found = find_names(story.programme, [f"{school}, {place}"], TODAY)
        assert found.units == (made[1].pk,)
    assert "không có đơn vị nào" in problem(story, f"{school}, Xã 3")


def test_namesakes_at_one_place_are_told_apart_by_their_codes(story: Story) -> None:
    one, two, _ = story.communes
    UnitVersion.objects.filter(unit=two).update(name="Xã 1", code="00416")
    Unit.objects.filter(pk=two.pk).update(name="Xã 1")
    UnitVersion.objects.filter(unit=one).update(code="00415")
    assert "2 đơn vị: Xã 1, mã 00415; Xã 1, mã 00416." in problem(story, "Xã 1")
    for line in ("Xã 1, mã 00416", "xa 1, 00416", "Xã 1, Tỉnh Mẫu, mã 00416", "00416"):
        assert find_names(story.programme, [line], TODAY).units == (two.pk,)


def test_the_heir_of_an_ended_unit_is_proposed_by_name_and_never_guessed(story: Story) -> None:
    one, two, three = story.communes
    merge("Xã Hợp Nhất", one, two)
    assert "Kế thừa: Xã Hợp Nhất. Hãy ghi tên đơn vị kế thừa" in problem(story, "UBND Xã 1")
    parts = [
        Part(NewUnit(Level.COMMUNE, {"name": name, "kind": "xã", "territory": story.province}))
        for name in ("Xã Đông", "Xã Tây")
    ]
    proposal = preview_split(
        unit=three, parts=parts, children={}, on=date(2020, 10, 1), decision=None
    )
    carry_out(proposal=proposal, by=None)
    assert "Kế thừa: Xã Đông; Xã Tây." in problem(story, "Xã 3")
    meanings = meanings_of(story.programme, {"UBND xã 1", "UBND xã 3"}, TODAY)
    heir = Unit.objects.get(name="Xã Hợp Nhất")
    assert meanings["UBND xã 1"].unit_id == heir.pk
    assert meanings["UBND xã 3"].unit_id is None


def test_a_unit_that_is_still_to_come_is_not_meant(story: Story) -> None:
    later = TODAY + timedelta(days=30)
    make_unit("Xã Sau Này", story.province, level=Level.COMMUNE, on=later)
    assert "không có đơn vị nào tên “Xã Sau Này”" in problem(story, "Xã Sau Này")


# groups


def test_neighbourhoods_are_handed_to_by_level_and_by_kind(story: Story, browser_of) -> None:
    for place in story.communes:
        make_unit("Tổ dân phố số 1", place, level="neighbourhood", kind="tổ dân phố")
    make_unit("Thôn Hạ", story.communes[0], level="neighbourhood", kind="thôn")
    make_unit("Khu dân cư cũ", story.communes[0], level="neighbourhood")
    assert kinds_below(story.programme, TODAY) == [("thôn", 1), ("tổ dân phố", 3), ("xã", 3)]
    whole = preview_of(story.programme, Selection(neighbourhoods=True), TODAY)
    assert dict(whole.by_kind) == {"tổ dân phố": 3, "thôn": 1, "Khu dân cư": 1}
    client = browser_of(story.officer)
    address = reverse("programme:hand", args=[story.programme.pk])
    shown = client.get(address).text
    assert "Tất cả khu dân cư: thôn, tổ dân phố… (5)" in shown
    assert "tổ dân phố (3)" in shown
    refused = client.post(address, {"names": "Tổ dân phố số 1"})
    assert refused.status_code == 422
    assert "Tổ dân phố số 1, Xã 1; Tổ dân phố số 1, Xã 2" in refused.text
    answer = client.post(address, {"kinds": "tổ dân phố", "step": "do", "count": "3"})
    assert answer.status_code == 302
    again = client.post(address, {"neighbourhoods": "on"}).text
    assert "Sẽ giao cho 2 đơn vị" in again
    assert 'name="neighbourhoods" value="on"' in again
    done = {"neighbourhoods": "on", "step": "do", "count": "2"}
    assert "tất cả khu dân cư" in client.post(address, done, follow=True).text
    assert Receipt.objects.count() == 5


def test_a_list_file_is_read_by_the_same_names(story: Story, browser_of) -> None:
    one, two, _ = story.communes
    for place in (one, two):
        make_unit("Thôn Hạ", place, level="neighbourhood", kind="thôn")
    lines = 'Tên đơn vị\n"Thôn Hạ, Xã 2"\nUBND xã 1\n'
    file = SimpleUploadedFile("ds.csv", lines.encode())
    address = reverse("programme:hand", args=[story.programme.pk])
    shown = browser_of(story.officer).post(address, {"listed": file}).text
    assert "Sẽ giao cho 2 đơn vị" in shown


# tasks


@pytest.mark.parametrize(
    "typed", ["Xã 1", "Xã 1, Tỉnh Mẫu", "ubnd xa 1", "99001", "Xã 1, mã 99001"]
)
def test_a_task_is_given_to_the_unit_in_force_by_any_way_to_name_it(
    story: Story, browser_of, typed: str
) -> None:
    one, two, _ = story.communes
    new = merge("Xã 1", one, two)
    new.versions.update(code="99001")
    hand(story, new)
    task = story.programme.tasks.create(number=1, content="Ra quân")
    TaskBody.objects.create(task=task, words="Ban Chỉ đạo xã")
    address = reverse("programme:bodies", args=[story.programme.pk])
    sent = browser_of(story.officer).post(address, {"words": "Ban Chỉ đạo xã", "name": typed})
    assert sent.status_code == 302
    assert TaskBody.objects.get().unit == new


def test_a_task_for_an_ended_unit_names_its_heir(story: Story, browser_of) -> None:
    one, two, _ = story.communes
    merge("Xã Hợp Nhất", one, two)
    task = story.programme.tasks.create(number=1, content="Ra quân")
    TaskBody.objects.create(task=task, words="Ban Chỉ đạo xã")
    address = reverse("programme:bodies", args=[story.programme.pk])
    sent = browser_of(story.officer).post(address, {"words": "Ban Chỉ đạo xã", "name": "Xã 1"})
    assert sent.status_code == 422
    assert "Kế thừa: Xã Hợp Nhất. Hãy ghi tên đơn vị kế thừa." in sent.text


def test_a_list_without_a_line_asks_nothing(django_assert_num_queries) -> None:
    programme = make_story().programme
    with django_assert_num_queries(0):
        found = find_names(programme, ["", "  "], TODAY)
    assert found == NamesFound((), ())
