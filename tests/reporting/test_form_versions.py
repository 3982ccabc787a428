"""Forms from version to version: what is open, what is added up, how long one may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.utils import timezone

from phongtrao.core.sheets.elements import MOST_BOXES
from phongtrao.programme.models import MeasuredBy
from phongtrao.programme.queries.programmes import refusal_to_ask
from phongtrao.reporting.actions.form_builder import FormTooLong
from phongtrao.reporting.actions.forms import (
    build_form,
    drop_element,
    issue_form,
    new_version,
    save_element,
)
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.models import Element, Measure, ReportForm
from phongtrao.reporting.queries.earlier import roots_of
from phongtrao.reporting.queries.series import Seen, Series
from tests.reporting.form_rows import filled, make_ready, meetings
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    crime_reports,
    make_form,
    make_target,
    reporter_of,
    send,
    window,
)
from tests.reporting.sheet_rows import text_of

if TYPE_CHECKING:
    from phongtrao.programme.models import Target
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def after(asked: Asked, number: int, change: Any = None) -> Asked:
    """The next version of the form, with its period of the quarter. change: done to its draft."""
    form = new_version(form=asked.form, by=asked.officer)
    if change:
        change(form)
    issue_form(form=form, by=asked.officer)
    form = ReportForm.objects.get(pk=form.pk)
    period = open_period(form=form, window=window(form, 2020, number), by=asked.officer)
    return Asked(asked.story, form, period)


def meetings_of(asked: Asked, *figures: int, change: Any = None) -> list[tuple[int, str]]:
    """A count of meetings of quarters I to III, each with its own version of the form, as it adds
    up: as reported and on today's boundaries.
    """
    target = make_target(
        asked.story, "buổi", "Số buổi", measured_by=MeasuredBy.COUNT, value=40, horizon="2020"
    )
    form = make_form(asked.story, [target], name="Buổi")
    first = Asked(asked.story, form, open_period(form=form, window=window(form), by=asked.officer))
    unit = asked.story.communes[0]
    send(first, unit, figures[0])
    for number, figure in enumerate(figures[1:], start=1):
        first = after(first, number, change)
        code = first.form.elements.get().code
        _send(first, unit, code, figure)
    return _added(target)


def _send(asked: Asked, unit: Unit, code: str, figure: int) -> None:
    send_report(obligation=asked.of(unit), typed={code: str(figure)}, by=reporter_of(unit))


def _added(target: Target) -> list[tuple[int, str]]:
    series = Series([target], None, Seen(TODAY))
    carried = Series([target], None, Seen(TODAY, carried=True)).points[target.pk]
    points = series.points[target.pk]
    assert [one.figure.measured for one in carried] == [one.figure.measured for one in points]
    (below,) = series.below([points[-1]])[target.pk]
    assert below.figures[0].measured == points[-1].figure.measured
    return [
        (one.figure.measured.part if one.figure.measured else 0, one.coverage) for one in points
    ]


# ── added up over versions ───────────────────────────────────────────────────────────────────────


def test_a_year_is_added_up_over_the_versions_of_a_form(asked: Asked) -> None:
    def moved(form: ReportForm) -> None:
        # The box stands elsewhere and is called otherwise, and still counts the same.
        form.elements.update(code=f"B{form.number}", label="Số buổi tuyên truyền")

    added = meetings_of(asked, 5, 7, 9, change=moved)
    assert [part for part, _ in added] == [5, 12, 21]
    assert added[-1][1].startswith("0/9 báo cáo đã duyệt, 3 chờ duyệt")


@pytest.mark.parametrize(
    "other",
    [
        {"indicator": None},
        {"kind": "decimal", "scale": 1, "indicator": None},
    ],
)
def test_what_counts_something_else_is_not_added(asked: Asked, other: dict[str, Any]) -> None:
    added = meetings_of(asked, 5, 7, change=lambda form: form.elements.update(**other))
    assert added[-1][1].startswith("0/3 đơn vị đã duyệt, 1 chờ duyệt")


def test_windows_that_are_laid_otherwise_are_not_added(asked: Asked) -> None:
    def until_the_20th(form: ReportForm) -> None:
        ReportForm.objects.filter(pk=form.pk).update(
            window=form.window | {"ends": {"month": 0, "day": 20}}
        )

    def sent_later(form: ReportForm) -> None:
        ReportForm.objects.filter(pk=form.pk).update(
            window=form.window | {"send": {"commune": {"days": 9}}}
        )

    assert [part for part, _ in meetings_of(asked, 5, 7, change=until_the_20th)] == [5, 7]
    assert [part for part, _ in meetings_of(asked, 5, 7, change=sent_later)] == [5, 12]


def test_boxes_without_an_indicator_count_the_same_where_they_ask_the_same(asked: Asked) -> None:
    Element.objects.update(indicator=None)
    target = meetings(asked.story)
    form = make_form(asked.story, [target], name="Buổi khác")
    form.elements.update(indicator=None)
    first = Asked(asked.story, form, open_period(form=form, window=window(form), by=asked.officer))
    unit = asked.story.communes[0]
    send(first, unit, 3)
    second = after(first, 1)
    send(second, unit, 4)
    assert [part for part, _ in _added(target)] == [3, 7]
    third = after(second, 2, lambda form: form.elements.update(label="Số cuộc họp"))
    send(third, unit, 8)
    assert [part for part, _ in _added(target)] == [3, 7, 8]


def test_a_version_that_does_not_measure_the_target_is_passed_over(asked: Asked) -> None:
    facts = {"measured_by": MeasuredBy.COUNT, "value": 4}
    both = [make_target(asked.story, name, f"Số {name}", **facts) for name in ("buổi", "bài")]
    form = make_form(asked.story, both, name="Hai chỉ tiêu")
    first = Asked(asked.story, form, open_period(form=form, window=window(form), by=asked.officer))
    unit = asked.story.communes[0]
    send(first, unit, 3, 1)

    def without(form: ReportForm) -> None:
        drop_element(element=form.elements.get(code="A1"), by=asked.officer)

    second = after(first, 1, without)
    third = Asked(asked.story, new_version(form=second.form, by=asked.officer), None)
    assert roots_of([third.form, first.form]) == {third.form.pk: form.pk, form.pk: form.pk}
    points = Series(both, None, Seen(TODAY)).points
    assert [len(points[target.pk]) for target in both] == [1, 2]


# ── open until a newer one is issued ─────────────────────────────────────────────────────────────


def test_only_an_issued_version_closes_the_one_before(asked: Asked) -> None:
    draft = new_version(form=asked.form, by=asked.officer)
    again = crime_reports(asked.story)[0]

    def built(name: str) -> dict[str, str]:
        return build_form(
            programme=asked.story.programme, targets=[again], name=name, window=QUARTERS,
            group="commune", by=asked.officer,
        ).asked_elsewhere  # fmt: skip

    assert built("Lần hai") == {str(again): asked.form.name}
    assert set(Measure.objects.filter(target=again).values_list("form", flat=True)) == {
        asked.form.pk,
        draft.pk,
    }
    issue_form(form=draft, by=asked.officer)
    assert built("Lần ba") == {str(again): asked.form.name}
    assert not Measure.objects.filter(target=again, form__name="Lần ba").exists()


def test_a_draft_that_asks_otherwise_is_left_alone(asked: Asked) -> None:
    draft = new_version(form=asked.form, by=asked.officer)
    draft.elements.update(indicator=None)
    again = crime_reports(asked.story)[0]
    build_form(
        programme=asked.story.programme, targets=[again], name="Lần hai", window=QUARTERS,
        group="commune", by=asked.officer,
    )  # fmt: skip
    assert [row.form_id for row in Measure.objects.filter(target=again)] == [asked.form.pk]


# ── how long a form may be ───────────────────────────────────────────────────────────────────────


def test_a_box_needs_no_bounds_to_be_made(asked: Asked) -> None:
    draft = new_version(form=asked.form, by=asked.officer)
    row = save_element(
        form=draft, element=None, by=asked.officer, code="B1", label="Số đơn", kind="integer"
    )
    assert row.least == 0


def test_a_form_has_no_more_boxes_than_one_page_can_send(
    asked: Asked, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS > 4 * MOST_BOXES
    monkeypatch.setattr("phongtrao.reporting.actions.form_builder.MOST_BOXES", 3)
    draft = new_version(form=asked.form, by=asked.officer)
    add = {"form": draft, "element": None, "code": "D1", "label": "Số", "kind": "integer"}
    with pytest.raises(FormTooLong, match="quá 3 ô"):
        save_element(**add, by=asked.officer)
    # What has room on a page comes in whole.
    boxes = {f"o-C{number}": "x" for number in range(600)}
    page = browser_of(asked.officer).post(
        f"/bieu-mau/{draft.pk}/xem-truoc/", boxes | {f"t-{name}": "" for name in boxes}
    )
    assert page.status_code == 422


def test_targets_that_need_more_boxes_are_refused_on_their_page(
    browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phongtrao.reporting.actions.form_builder.MOST_BOXES", 2)
    story = make_ready()
    page = browser_of(story.officer).post(f"/bieu-mau/lap/{story.programme.pk}/", filled(story))
    assert page.status_code == 422
    assert "sẽ có quá 2 ô" in text_of(page)
    assert not ReportForm.objects.exists()


# ── what pages say ───────────────────────────────────────────────────────────────────────────────


def test_the_page_of_a_programme_leads_to_its_form(browser_of: Any) -> None:
    story = make_ready()
    tab, there = browser_of(story.officer), f"/chuong-trinh/{story.programme.pk}/"
    assert f'href="/bieu-mau/lap/{story.programme.pk}/"' in tab.get(there).content.decode()
    story.programme.targets.update(confirmed_at=None)
    page = tab.get(there).content.decode()
    assert "Chưa lập được: chưa chỉ tiêu nào được xác nhận cách đo" in page
    story.programme.targets.all().delete()
    assert "kế hoạch không đặt chỉ tiêu bằng số" in tab.get(there).content.decode()
    assert "bản mới" in refusal_to_ask([], story.programme)


def test_a_refusal_is_shown_as_one(asked: Asked, browser_of: Any) -> None:
    tab = browser_of(asked.officer)
    page = tab.post(f"/bieu-mau/{asked.form.pk}/ban-hanh/", follow=True)
    assert '<p class="notice bad" role="status">' in page.content.decode()
