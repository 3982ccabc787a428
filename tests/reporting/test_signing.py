"""Before a report leaves a unit whose form asks for it, one puts it forward and another signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.core.flow.table import MoveRefused
from phongtrao.core.sheets.reading import read_cells
from phongtrao.programme.queries.work import owed_by
from phongtrao.reporting.actions.bulk import ReportsRefused, send_many
from phongtrao.reporting.actions.forms import new_version
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.signing import NotPutForward, hand_back, sign_report
from phongtrao.reporting.actions.verdicts import (
    accept_many,
    accept_report,
    ask_again,
    exempt,
    return_report,
)
from phongtrao.reporting.models import Draft, ObligationState
from phongtrao.reporting.queries.reports import typed_of
from phongtrao.reporting.queries.sheets import sheet_of
from phongtrao.reporting.queries.signing import signing_of
from phongtrao.reporting.queries.verdict_page import next_waiting
from tests.factories import make_user
from tests.programme.reorganisation_rows import client_of
from tests.reporting.form_rows import change
from tests.reporting.report_rows import Asked, make_asked, reporter_of, typed

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.programme.queries.work import Item
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed() -> Asked:
    """Three communes owe a report of a form that asks for the word of their leaders."""
    return make_asked(signs_off=True)


@pytest.fixture
def commune(signed: Asked) -> Unit:
    return signed.story.communes[0]


@pytest.fixture
def leader(commune: Unit) -> User:
    """An approver of the commune."""
    return make_user("lanhdao", commune, Role.APPROVER)


def page_of(asked: Asked, unit: Unit) -> str:
    return reverse("reporting:report", args=[asked.of(unit).pk])


def fill(asked: Asked, unit: Unit, by: User, *figures: int, reason: str = "") -> str:
    """Type a report and press the button; what is said."""
    row = asked.of(unit)
    stands = typed_of(sheet_of(asked.form), row)
    posted = {f"o-A{number}": str(one) for number, one in enumerate(figures, 1)}
    posted |= {f"t-{code}": words for code, words in stands.items()}
    posted |= {"step": "send", "revision": str(row.current.revision if row.current else 0)}
    if reason:
        posted["reason"] = reason
    return client_of(by).post(page_of(asked, unit), posted, follow=True).text


def put(asked: Asked, unit: Unit, *figures: int, reason: str = "") -> str:
    return fill(asked, unit, reporter_of(unit), *figures, reason=reason)


def seen(asked: Asked, unit: Unit, by: User) -> str:
    found = signing_of(asked.of(unit), by)
    assert found
    return found.seen


def sign(asked: Asked, unit: Unit, by: User) -> None:
    sign_report(obligation=asked.of(unit), seen=seen(asked, unit, by), by=by)


def work(user: User, kind: str) -> list[Item]:
    return [one for one in owed_by(user, timezone.localdate()) if one.kind == kind]


def test_what_is_put_forward_is_sent_when_another_signs_it(
    signed: Asked, commune: Unit, leader: User
) -> None:
    said = put(signed, commune, 5, 5, 4)
    assert "Đã trình lãnh đạo đơn vị." in said
    assert "◐ Chờ lãnh đạo đơn vị duyệt" in said
    row = signed.of(commune)
    assert (row.state, row.current) == (ObligationState.DRAFT, None)
    assert "chờ duyệt" in work(reporter_of(commune), "Gửi báo cáo")[0].note
    (item,) = work(leader, "Duyệt và gửi báo cáo")
    assert f"{reporter_of(commune)} trình lúc" in item.note
    assert not work(leader, "Gửi báo cáo")
    page = client_of(leader).get(item.url).text
    assert '<button name="step" value="sign">Duyệt và gửi</button>' in page
    said = client_of(leader).post(
        item.url, {"step": "sign", "put": seen(signed, commune, leader)}, follow=True
    )
    assert "Đã duyệt và gửi báo cáo." in said.text
    assert said.redirect_chain == [(page_of(signed, commune), 302)]
    assert "◐ Chờ duyệt" in said.text
    assert "Bạn đang đính chính" not in said.text
    row = signed.of(commune)
    assert row.state == ObligationState.SENT
    assert row.current
    assert (row.current.by, row.current.prepared_by) == (leader, reporter_of(commune))
    read = client_of(signed.officer).get(page_of(signed, commune)).text
    assert f"{reporter_of(commune)} trình, {leader} duyệt và gửi" in read
    assert not work(leader, "Duyệt và gửi báo cáo")


def test_nothing_leaves_the_unit_without_the_word(
    signed: Asked, commune: Unit, leader: User
) -> None:
    for by in (reporter_of(commune), leader, signed.officer):
        with pytest.raises(MoveRefused, match="bấm Trình lãnh đạo"):
            send_report(obligation=signed.of(commune), typed=typed(1, 1, 1), by=by)
    cells, _ = read_cells(sheet_of(signed.form), typed(1, 1, 1))
    with pytest.raises(ReportsRefused) as refused:
        send_many(period=signed.period, rows={commune.pk: cells}, by=leader)
    assert "cần lãnh đạo đơn vị duyệt trước khi gửi" in refused.value.problems[0].text


def test_what_cannot_be_sent_cannot_be_put_forward(signed: Asked, commune: Unit) -> None:
    assert "Không thể gửi báo cáo" in put(signed, commune, 5)
    assert not Draft.objects.get().put_at


def test_who_puts_it_forward_does_not_sign_it(signed: Asked, commune: Unit, leader: User) -> None:
    fill(signed, commune, leader, 5, 5, 4)
    page = client_of(leader).get(page_of(signed, commune)).text
    assert '<button name="step" value="sign" disabled>' in page
    said = client_of(leader).post(
        page_of(signed, commune),
        {"step": "sign", "put": seen(signed, commune, leader)},
        follow=True,
    )
    assert "Người trình không tự duyệt" in said.text
    assert signed.of(commune).state == ObligationState.DRAFT
    assert not work(leader, "Duyệt và gửi báo cáo")


def test_only_an_approver_of_the_unit_signs(signed: Asked, commune: Unit, leader: User) -> None:
    put(signed, commune, 5, 5, 4)
    for stranger in (signed.officer, reporter_of(commune)):
        with pytest.raises(Denied):
            sign(signed, commune, stranger)
        assert not work(stranger, "Duyệt và gửi báo cáo")
    assert (
        "Duyệt và gửi</button>"
        not in client_of(reporter_of(commune)).get(page_of(signed, commune)).text
    )


def test_it_is_handed_back_with_a_reason_and_put_forward_again(
    signed: Asked, commune: Unit, leader: User
) -> None:
    put(signed, commune, 5, 5, 4)
    back = {"step": "hand-back", "put": seen(signed, commune, leader), "why": " "}
    said = client_of(leader).post(page_of(signed, commune), back, follow=True).text
    assert "Chưa ghi lý do trả lại báo cáo" in said
    client_of(leader).post(page_of(signed, commune), back | {"why": "Thiếu sổ tháng 3"})
    (item,) = work(reporter_of(commune), "Gửi báo cáo")
    assert "lãnh đạo đơn vị chưa duyệt: Thiếu sổ tháng 3" in item.note
    page = client_of(reporter_of(commune)).get(page_of(signed, commune)).text
    assert "Thiếu sổ tháng 3" in page
    put(signed, commune, 6, 6, 4)
    sign(signed, commune, leader)
    assert signed.of(commune).state == ObligationState.SENT


def test_a_change_takes_it_back_and_what_was_read_is_what_is_signed(
    signed: Asked, commune: Unit, leader: User
) -> None:
    put(signed, commune, 5, 5, 4)
    read = seen(signed, commune, leader)
    put(signed, commune, 6, 6, 5)
    for act in (sign_report, hand_back):
        more = {"reason": "Sai"} if act is hand_back else {}
        with pytest.raises(NotPutForward):
            act(obligation=signed.of(commune), seen=read, by=leader, **more)  # type: ignore[operator]
    client_of(reporter_of(commune)).post(
        page_of(signed, commune), {"step": "save", "revision": "0", "o-A1": "7", "t-A1": "6"}
    )
    assert seen(signed, commune, leader) == ""
    with pytest.raises(NotPutForward):
        sign(signed, commune, leader)
    with pytest.raises(NotPutForward):
        sign_report(
            obligation=signed.of(signed.story.communes[1]),
            seen="",
            by=make_user("khac", signed.story.communes[1], Role.APPROVER),
        )


def test_a_correction_and_a_second_sending_are_signed_too(
    signed: Asked, commune: Unit, leader: User
) -> None:
    put(signed, commune, 5, 5, 4)
    sign(signed, commune, leader)
    accept_report(obligation=signed.of(commune), revision=1, by=signed.officer)
    put(signed, commune, 6, 6, 4, reason="Đếm sót")
    row = signed.of(commune)
    assert (row.state, row.current.revision) == (ObligationState.ACCEPTED, 1)
    (item,) = work(leader, "Duyệt và gửi báo cáo")
    assert item.url.endswith("?sua=1")
    assert "Duyệt và gửi</button>" in client_of(leader).get(item.url).text
    sign(signed, commune, leader)
    row = signed.of(commune)
    assert (row.state, row.current.reason, row.corrected) == ("sent", "Đếm sót", 1)
    return_report(obligation=row, revision=2, reason="Sai", by=signed.officer)
    put(signed, commune, 6, 6, 3, reason="Đếm sót")
    sign(signed, commune, leader)
    assert signed.of(commune).current.revision == 3


def test_neither_who_prepared_nor_who_signed_accepts_it_above(
    signed: Asked, commune: Unit, leader: User
) -> None:
    both = make_user("haivai", commune, Role.REPORTER)
    both.assignments.create(role=Role.STANDING_OFFICER, unit=signed.story.province)
    fill(signed, commune, both, 5, 5, 4)
    sign(signed, commune, leader)
    row = signed.of(commune)
    with pytest.raises(MoveRefused, match="không tự duyệt báo cáo của mình"):
        accept_report(obligation=row, revision=1, by=both)
    done = accept_many(period=signed.period, obligations=[row.pk], by=both)
    assert list(done.refused) == [str(commune)]
    other = signed.story.communes[1]
    put(signed, other, 5, 5, 4)
    sign(signed, other, make_user("lanhdaokhac", other, Role.APPROVER))
    (item,) = work(both, "Duyệt báo cáo")
    assert "1 báo cáo chờ duyệt" in item.what
    (item,) = work(signed.officer, "Duyệt báo cáo")
    assert "2 báo cáo chờ duyệt" in item.what
    assert next_waiting(both, signed.of(other)) is None
    assert next_waiting(signed.officer, signed.of(other)) == row.pk


def test_what_is_let_off_is_not_to_be_signed_any_more(
    signed: Asked, commune: Unit, leader: User
) -> None:
    put(signed, commune, 5, 5, 4)
    exempt(obligation=signed.of(commune), reason="Giải thể", by=signed.officer)
    assert not work(leader, "Duyệt và gửi báo cáo")
    ask_again(obligation=signed.of(commune), by=signed.officer)
    assert work(leader, "Duyệt và gửi báo cáo")


def test_the_form_says_so_and_a_new_version_keeps_it(signed: Asked) -> None:
    fresh = new_version(form=signed.form, by=signed.officer)
    assert fresh.signs_off
    office = client_of(signed.officer)
    words = office.get(reverse("reporting:form", args=[signed.form.pk])).text
    assert "lãnh đạo đơn vị duyệt trước khi gửi; một lượt" in words
    head = reverse("reporting:form_head", args=[fresh.pk])
    facts = {"name": "Tên", "window": "keep", "stages": "1"}
    assert change(office, head, facts).status_code == 302
    fresh.refresh_from_db()
    assert not fresh.signs_off


def test_other_forms_are_sent_as_before(asked: Asked) -> None:
    commune = asked.story.communes[0]
    assert signing_of(asked.of(commune), reporter_of(commune)) is None
    assert "Đã gửi báo cáo" in put(asked, commune, 5, 5, 4)
