"""What counts sensitive work by its words is taken for it until an officer says otherwise (F26)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.audit.models import LogEntry
from phongtrao.reporting.actions.addressees import add_addressee
from phongtrao.reporting.actions.forms import issue_form, new_version
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Indicator
from tests.factories import make_unit, make_user
from tests.reporting.form_rows import address, box, build
from tests.reporting.report_rows import Asked, send, window

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.reporting.models import ReportForm
    from tests.programme.cascade_rows import Story

pytestmark = pytest.mark.django_db
ASKED = "Công tác nhạy cảm: xin xác nhận"


@pytest.fixture
def client(story: Story, browser_of) -> Client:
    return browser_of(story.officer)


@pytest.fixture
def form(client: Client, story: Story) -> ReportForm:
    """A draft of reports of crime: A1 taken on, A2 received, A3 settled."""
    return build(client, story)


def indicator(form: ReportForm, code: str) -> Indicator:
    found = form.elements.get(code=code).indicator
    assert found
    return found


def states(form: ReportForm) -> dict[str, bool]:
    return dict(form.elements.values_list("code", "indicator__sensitive"))


def confirm(client: Client, form: ReportForm, *sensitive: str) -> str:
    """Press the button with only these boxes ticked."""
    page = client.get(address(form)).text
    asked = re.findall(r'name="chi-so" value="(\d+)"', page)
    marked = [str(indicator(form, code).pk) for code in sensitive]
    answer = client.post(
        reverse("reporting:sensitive", args=[form.pk]), {"chi-so": asked, "nhay-cam": marked}
    )
    assert answer.status_code == 302
    return client.get(address(form)).text


def test_reports_of_crime_are_sensitive_and_the_officer_is_asked(
    client: Client, story: Story, form: ReportForm, browser_of
) -> None:
    assert states(form) == {"A1": True, "A2": True, "A3": True}
    page = client.get(address(form)).text
    assert ASKED in page
    assert page.count("tin báo, tố giác về tội phạm; đang coi là nhạy cảm") == 3
    assert page.count('type="checkbox" id="nhay-cam-') == page.count(" checked>")
    # It is so from the start: who forgets to confirm gives nothing away.
    issue_form(form=form, by=story.officer)
    home = make_unit("Sở Nội vụ", story.province, kind="sở")
    add_addressee(form=form, office=home, by=story.officer)
    period = open_period(form=form, window=window(form, 2026), by=story.officer)
    asked = Asked(story, form, period)
    row = send(asked, story.communes[0], 71, 72, 63)
    theirs = browser_of(make_user("noivu", home, Role.VIEWER))
    page = theirs.get(reverse("reporting:report", args=[row.pk])).text
    assert not re.search(r">\s*(71|72|63)\s*<", page)
    assert ASKED in client.get(address(form)).text


def test_what_is_confirmed_and_what_is_not_is_asked_no_more(
    client: Client, form: ReportForm
) -> None:
    page = confirm(client, form, "A1", "A3")
    assert "Đã ghi chỉ số nào là công tác nhạy cảm" in page
    assert ASKED not in page
    assert page.count('<br><span class="small soft">công tác nhạy cảm</span>') == 2
    assert states(form) == {"A1": True, "A2": False, "A3": True}
    lines = LogEntry.objects.filter(action="indicator.sensitive")
    assert sorted(line.detail["sensitive"] for line in lines) == [False, True, True]


def test_a_box_that_is_added_is_weighed_by_what_it_counts(client: Client, form: ReportForm) -> None:
    confirm(client, form)
    for code, label, facts in (
        ("A4", "Số vụ phạm tội về trật tự xã hội", {}),
        ("A5", "Số buổi tuyên truyền về phòng, chống tội phạm", {}),
        ("A6", "Số vụ vi phạm trên một nghìn dân", {"kind": "decimal", "scale": "1"}),
    ):
        facts = box(code, label=label, indicator="new", **facts)
        assert client.post(address(form, "o", "them"), facts).status_code == 302
    assert states(form) == {
        "A1": False, "A2": False, "A3": False, "A4": True, "A5": False, "A6": False,
    }  # fmt: skip
    page = client.get(address(form)).text
    assert page.count('name="nhay-cam"') == 1
    assert "A4: Số vụ phạm tội" in page


def test_what_is_asked_already_does_not_change_by_itself(
    client: Client, story: Story, form: ReportForm
) -> None:
    Indicator.objects.update(sensitive=False)  # made before there was a proposal
    issue_form(form=form, by=story.officer)
    draft = new_version(form=form, by=story.officer)
    assert set(states(draft).values()) == {False}
    for one in (form, draft):
        page = client.get(address(one)).text
        assert page.count("chưa đánh dấu, người ngoài đang xem được đủ số") == 3
    confirm(client, draft, "A1", "A2", "A3")
    assert set(states(form).values()) == {True}


def test_a_mark_that_a_box_with_decimals_forbids_is_refused_with_the_reason(
    client: Client, story: Story, form: ReportForm
) -> None:
    issue_form(form=form, by=story.officer)
    draft = new_version(form=form, by=story.officer)
    form.elements.filter(code="A3").update(kind="decimal", scale=1)
    page = confirm(client, draft, "A1", "A2", "A3")
    assert "chỉ nhận số nguyên; ô A3" in page
    assert ASKED in page


def test_what_the_officer_did_not_look_at_is_asked_again(client: Client, form: ReportForm) -> None:
    one, other = (indicator(form, code) for code in ("A1", "A2"))
    client.post(reverse("reporting:sensitive", args=[form.pk]), {"chi-so": [one.pk]})
    page = client.get(address(form)).text
    assert f'name="chi-so" value="{one.pk}"' not in page
    assert f'name="chi-so" value="{other.pk}"' in page
    assert ASKED in page
