"""Whom the words of a plan mean: proposed, confirmed once, remembered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.queries import Denied
from phongtrao.programme.actions import bodies
from phongtrao.programme.models import Programme, TaskBody
from phongtrao.programme.queries.bodies import meanings_of, names_a_group, words_of
from phongtrao.units.models import Term, TermHeir, TermName, Unit
from tests.factories import make_unit, make_user
from tests.programme.plan_rows import (
    Office,
    Published,
    checked_plan,
    make_published,
    publish,
    task_with,
    text_of,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
MERGED = date(2025, 3, 1)


@pytest.fixture
def published() -> Published:
    return make_published()


@pytest.fixture
def office(published: Published) -> Office:
    return published.office


@pytest.fixture
def programme(published: Published) -> Programme:
    return published.programme


@pytest.mark.parametrize(
    "words",
    [
        "Ủy ban nhân dân các xã, phường",
        "các cơ quan, đơn vị",
        "các sở, ban, ngành, đoàn thể",
        "UBND cấp xã",
        "mọi đơn vị, địa phương",
    ],
)
def test_words_for_many_units_are_a_group(words: str) -> None:
    assert names_a_group(words)


@pytest.mark.parametrize("words", ["Công an tỉnh", "Sở Nội vụ", "Ủy ban nhân dân xã An Phú"])
def test_words_for_one_unit_are_none(words: str) -> None:
    assert not names_a_group(words)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Công an tỉnh", "Công an tỉnh Mẫu"),
        ("Sở Nội vụ", "Sở Nội vụ tỉnh Mẫu"),
        ("sở nội vụ tỉnh", "Sở Nội vụ tỉnh Mẫu"),
        ("UBND Xã 1", "Xã 1"),
        ("Ủy ban nhân dân tỉnh", "Tỉnh Mẫu"),
        ("UBND tỉnh Mẫu", "Tỉnh Mẫu"),
        ("Kiểm lâm", "Kiểm lâm"),
    ],
)
def test_a_name_in_a_plan_of_the_place_is_that_unit(
    office: Office, programme: Programme, words: str, name: str
) -> None:
    meaning = meanings_of(programme, {words}, TODAY)[words]
    units = {unit.pk: unit.name for unit in [office.province, *office.bodies.values()]}
    units |= {unit.pk: unit.name for unit in office.communes}
    assert (units.get(meaning.unit_id or 0), meaning.confirmed) == (name, False)


def test_a_name_that_two_units_bear_means_nobody_yet(office: Office, programme: Programme) -> None:
    make_unit("Trạm y tế", office.communes[0])
    make_unit("Trạm y tế", office.communes[1])
    assert meanings_of(programme, {"Trạm y tế"}, TODAY)["Trạm y tế"].unit_id is None


@pytest.fixture
def dictionary(db: None) -> None:
    """Departments that were merged in March 2025, as the shipped dictionary has them."""
    terms = {}
    for slug, names, until in (
        ("so-giao-duc", ("Sở Giáo dục và Đào tạo", "Sở GD&ĐT"), None),
        ("so-giao-thong", ("Sở Giao thông vận tải", "Sở GTVT"), MERGED),
        ("so-xay-dung", ("Sở Xây dựng",), None),
        ("so-lao-dong", ("Sở Lao động",), MERGED),
        ("so-noi-vu", ("Sở Nội vụ",), None),
    ):
        terms[slug] = term = Term.objects.create(slug=slug, kind="body")
        for place, name in enumerate(names):
            TermName.objects.create(term=term, name=name, main=not place, valid_to=until)
    for old, new, task in (
        ("so-giao-thong", "so-xay-dung", "mọi việc của sở"),
        ("so-lao-dong", "so-noi-vu", "lao động"),
        ("so-lao-dong", "so-giao-duc", "giáo dục nghề nghiệp"),
    ):
        TermHeir.objects.create(term=terms[old], heir=terms[new], task=task, on=MERGED)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo tỉnh Mẫu"),
        ("Sở GD&ĐT tỉnh", "Sở Giáo dục và Đào tạo tỉnh Mẫu"),
        ("Sở GTVT", "Sở Xây dựng tỉnh Mẫu"),
        ("Sở Giao thông vận tải tỉnh Mẫu", "Sở Xây dựng tỉnh Mẫu"),
        ("Sở Lao động", None),
    ],
)
def test_the_dictionary_proposes_a_body_and_its_only_heir(
    office: Office, programme: Programme, dictionary: None, words: str, name: str | None
) -> None:
    for one in ("Sở Giáo dục và Đào tạo tỉnh Mẫu", "Sở Xây dựng tỉnh Mẫu"):
        make_unit(one, office.province)
    meaning = meanings_of(programme, {words}, TODAY)[words]
    found = Unit.objects.filter(pk=meaning.unit_id or 0).first()
    assert (found and found.name, meaning.confirmed) == (name, False)


def test_before_its_tasks_went_over_a_body_has_no_heir(
    office: Office, programme: Programme, dictionary: None
) -> None:
    make_unit("Sở Xây dựng tỉnh Mẫu", office.province)
    before = meanings_of(programme, {"Sở GTVT"}, MERGED - timedelta(days=1))
    assert before["Sở GTVT"].unit_id is None
    unseen = meanings_of(programme, {"Sở GTVT"}, TODAY, heirs=False)
    assert unseen["Sở GTVT"].unit_id is None


def test_who_does_which_task_is_told_and_an_officer_decides(
    programme: Programme, office: Office, dictionary: None, browser_of
) -> None:
    TaskBody.objects.filter(words="Chi cục Kiểm lâm").update(words="Sở Lao động tỉnh Mẫu")
    page = browser_of(office.officer).get(reverse("programme:bodies", args=[programme.pk])).text
    assert "Từ điển: việc “lao động” nay do Sở Nội vụ làm, từ 01/03/2025" in page
    assert "việc “giáo dục nghề nghiệp” nay do Sở Giáo dục và Đào tạo làm" in page
    assert "✕ chưa biết" in page


def test_the_words_are_listed_unknown_ones_first(programme: Programme) -> None:
    rows = words_of(programme)
    assert next((row.words, row.tasks) for row in rows) == ("Chi cục Kiểm lâm", 1)
    assert ("Công an tỉnh", 3) in [(row.words, row.tasks) for row in rows]
    group = next(row for row in rows if row.group)
    assert group.group_words == "các xã, phường, đặc khu được giao"


def test_what_was_said_once_is_known_in_the_next_plan(office: Office, programme: Programme) -> None:
    foresters = office.bodies["Kiểm lâm"]
    count = bodies.match_body(
        programme=programme, words="Chi cục Kiểm lâm", unit=foresters, group="", by=office.officer
    )
    assert count == 1
    later = publish(office, checked_plan(office, text_of("30/KH-UBND", "Phong trào năm sau")))
    part = TaskBody.objects.get(task__programme=later, words="Chi cục Kiểm lâm")
    assert (part.unit, part.confirmed) == (foresters, True)


def test_words_can_mean_all_units_of_a_kind(office: Office, programme: Programme) -> None:
    bodies.match_body(
        programme=programme, words="Chi cục Kiểm lâm", unit=None, group="sở", by=office.officer
    )
    row = next(row for row in words_of(programme) if row.words == "Chi cục Kiểm lâm")
    assert (row.group_words, row.confirmed) == ("mọi sở được giao", True)


def test_words_without_a_meaning_or_of_another_plan_are_refused(
    office: Office, programme: Programme
) -> None:
    by = office.officer
    with pytest.raises(bodies.MeaningUnclear, match="Sở Nội vụ"):
        bodies.match_body(programme=programme, words="Sở Nội vụ", unit=None, group="", by=by)
    with pytest.raises(bodies.MeaningUnclear):
        bodies.match_body(programme=programme, words="Sở Nội vụ", unit=None, group="lạ", by=by)
    with pytest.raises(bodies.WordsNotInProgramme, match="Sở Lạ"):
        bodies.match_body(programme=programme, words="Sở Lạ", unit=office.province, group="", by=by)
    stranger = make_user("la", office.communes[0])
    with pytest.raises(Denied):
        bodies.confirm_proposals(programme=programme, by=stranger)


def test_all_proposals_are_confirmed_at_once(office: Office, programme: Programme) -> None:
    assert bodies.confirm_proposals(programme=programme, by=office.officer) == 4
    assert [row.words for row in words_of(programme, open_only=True)] == ["Chi cục Kiểm lâm"]


def test_one_proposal_is_confirmed_alone(office: Office, programme: Programme, browser_of) -> None:
    client = browser_of(office.officer)
    proposed = next(row for row in words_of(programme, open_only=True) if row.unit)
    page = client.get(reverse("programme:bodies", args=[programme.pk])).text
    assert f'aria-label="Đúng: {proposed.words} là {proposed.unit}"' in page
    assert "Đúng: Chi cục Kiểm lâm" not in page
    confirm = reverse("programme:confirm_bodies", args=[programme.pk])
    told = client.post(confirm, {"words": proposed.words}, follow=True).text
    assert "Đã xác nhận 1 tên gọi." in told
    left = {row.words for row in words_of(programme, open_only=True)}
    assert proposed.words not in left
    assert len(left) == 4


# the page


def test_the_officer_says_whom_the_words_mean(
    office: Office, programme: Programme, browser_of
) -> None:
    client = browser_of(office.officer)
    address = reverse("programme:bodies", args=[programme.pk])
    shown = client.get(address).text
    assert "✕ chưa biết" in shown
    assert "▲ đề xuất" in shown
    sent = {"words": "Chi cục Kiểm lâm"}
    assert "một trong hai" in client.post(address, sent).text
    unknown = client.post(address, {**sent, "name": "Cục Lạ"})
    assert unknown.status_code == 422
    assert "Không có đơn vị nào tên “Cục Lạ”" in unknown.text
    assert 'value="Cục Lạ"' in unknown.text
    many = client.post(address, {**sent, "name": "tỉnh Mẫu"})
    assert many.status_code == 302 or "Có nhiều đơn vị khớp" in many.text
    done = client.post(address, {**sent, "name": "kiem lam"}, follow=True).text
    assert "“Chi cục Kiểm lâm” là Kiểm lâm: 1 nhiệm vụ." in done
    group = client.post(
        address, {"words": "Ủy ban nhân dân các xã, phường", "group": "commune"}, follow=True
    )
    assert "các xã, phường, đặc khu được giao: 2 nhiệm vụ" in group.text
    foreign = client.post(address, {"words": "Sở Lạ", "group": "commune"})
    assert foreign.status_code == 422
    rest = client.post(reverse("programme:confirm_bodies", args=[programme.pk]), follow=True).text
    assert "Đã xác nhận" in rest
    assert (
        "chưa được xác nhận"
        not in client.get(reverse("programme:programme", args=[programme.pk])).text
    )
    assert task_with(programme, "phát động").bodies.get().confirmed
