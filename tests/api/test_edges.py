"""Every answer to a program is JSON in Vietnamese: what was wrong, where, and what to do."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from phongtrao.api.queries import reading
from phongtrao.programme.models import Target
from tests.api.machine_rows import READ, SEND, make_program
from tests.reporting.report_rows import Asked, make_asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    return make_asked()


def problem(answer: Any, status: int) -> tuple[str, str]:
    """The code and the sentence of a refusal."""
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/json")
    said = answer.json()
    return said["code"], said["message"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/khong-co/",
        "/api/khong-co/",
        "/api/v1/chi-tieu/abc/",
        "/api/v1/ky-bao-cao/99999999999999999999/bao-cao/",
        "/api/v1/ky-bao-cao/-1/bieu-mau/",
    ],
)
def test_an_address_that_is_none_is_told_in_json(path: str) -> None:
    code, message = problem(Client().get(path), 404)
    assert code == "not-found"
    assert f"Không có địa chỉ {path}" in message
    assert "/api/v1/ky-bao-cao/12/bao-cao/" in message


def test_another_method_is_told_with_those_that_are_taken(asked: Asked) -> None:
    for method, path, allowed in (
        ("DELETE", "/api/v1/chi-tieu/9/", "GET"),
        ("PUT", f"/api/v1/ky-bao-cao/{asked.period.pk}/bao-cao/", "GET, POST"),
    ):
        answer = Client().generic(method, path)
        code, message = problem(answer, 405)
        assert code == "method-not-allowed"
        assert f"không nhận {method}" in message
        assert f"Hãy dùng {allowed}" in message
        assert sorted(answer["Allow"].split(", ")) == allowed.split(", ")


def test_an_address_without_its_last_stroke_is_led_to_or_told(asked: Asked) -> None:
    path = f"/api/v1/ky-bao-cao/{asked.period.pk}/bao-cao"
    assert Client().get(path)["Location"] == f"{path}/"
    # Led there, a program would ask for what it meant to send.
    _, message = problem(Client().post(path, "{}", content_type="application/json"), 404)
    assert f"{path}/" in message


def test_a_failure_of_the_server_is_told_in_json(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("bí mật")

    asked = make_asked()
    program = make_program(asked.story.province, READ)
    monkeypatch.setattr(reading, "periods_for", fail)
    client = Client(raise_request_exception=False)
    answer = client.get("/api/v1/ky-bao-cao/", headers={"Authorization": f"Bearer {program.key}"})
    code, message = problem(answer, 500)
    assert code == "server-failed"
    assert "bí mật" not in message


def test_pages_for_people_below_the_same_address_stay_pages(browser_of: Any, asked: Asked) -> None:
    client = browser_of(asked.officer)
    assert client.get(reverse("api:tokens"))["Content-Type"].startswith("text/html")
    assert client.get("/api/khoa/999999/")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("given", ["31/12/2026", "2026-02-30", "1500-02-03", "hôm qua"])
def test_a_wrong_day_is_told_with_the_form_wanted(asked: Asked, given: str) -> None:
    target = Target.objects.get(subject="tin báo được giải quyết")
    program = make_program(asked.story.province, READ)
    code, message = problem(program.get(f"chi-tieu/{target.pk}/", on=given), 422)
    assert code == "request-wrong"
    assert f"on đã ghi “{given}”" in message
    assert "ví dụ 2026-06-30" in message


@pytest.mark.parametrize("given", ["abc", "0", "1.5"])
def test_a_wrong_page_is_told_with_the_form_wanted(asked: Asked, given: str) -> None:
    program = make_program(asked.story.province, READ)
    _, message = problem(program.get("ky-bao-cao/", page=given), 422)
    assert f"page đã ghi “{given}”; cần số trang, từ 1, ví dụ 2" in message


@pytest.mark.parametrize("given", ["Xã 1", "99999999999999999999"])
def test_a_wrong_unit_is_told_with_the_form_wanted(asked: Asked, given: str) -> None:
    program = make_program(asked.story.province, READ)
    path = f"ky-bao-cao/{asked.period.pk}/so-lieu/"
    _, message = problem(program.get(path, unit=given), 422)
    assert f"unit đã ghi “{given}”; cần mã số đơn vị" in message


def test_a_key_against_sending_twice_is_asked_for_with_an_example(asked: Asked) -> None:
    first = asked.story.communes[0]
    program = make_program(first, SEND)
    path = f"ky-bao-cao/{asked.period.pk}/bao-cao/"
    for key, told in (("", "chưa ghi"), ("ngan", "đã ghi “ngan”")):
        _, message = problem(program.post(path, {"reports": []}, key), 422)
        assert f"tiêu đề Idempotency-Key {told}; cần" in message
        assert "8 đến 100 ký tự" in message
        assert "ví dụ quy-3-2026-lan-1" in message
    long = "x" * 1001
    _, message = problem(program.post(path, {"reports": []}, reason=long), 422)
    assert f"reason đã ghi “{long[:40]}…”; cần lý do đính chính, nhiều nhất 1.000 ký tự" in message


def test_a_token_without_the_right_is_told_so_as_a_token(asked: Asked) -> None:
    reader = make_program(asked.story.province, READ)
    answer = reader.post(f"ky-bao-cao/{asked.period.pk}/bao-cao/", {"reports": []})
    code, message = problem(answer, 403)
    assert code == "denied"
    assert "Khóa này chưa có quyền" in message
    assert "Tài khoản" not in message


def test_the_description_tells_the_forms_that_are_wanted(browser_of: Any, asked: Asked) -> None:
    told = browser_of(asked.officer).get("/api/v1/openapi.json").json()
    parameters = {
        (where, one["name"]): one
        for where, path in told["paths"].items()
        for method in path.values()
        for one in method["parameters"]
    }
    page = parameters["/api/v1/ky-bao-cao/", "page"]
    assert page["schema"]["minimum"] == 1
    assert "ví dụ 2" in page["description"]
    assert 500 in map(int, told["paths"]["/api/v1/ky-bao-cao/"]["get"]["responses"])
