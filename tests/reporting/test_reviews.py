"""Reviews: sơ kết, tổng kết, giao ban. The figures of a phase, frozen when it was held, and what it
concluded, which becomes tasks.
"""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from phongtrao.programme.actions.cascade import acknowledge
from phongtrao.programme.actions.difficulties import answer_difficulty, report_difficulty
from phongtrao.programme.actions.tasks import record_progress
from phongtrao.programme.models import Task, TaskBody
from phongtrao.reporting.actions.reviews import make_review
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.models import Conclusion, Obligation, Review
from phongtrao.reporting.queries.review_facts import gathered
from phongtrao.reporting.queries.review_figures import ReviewFigures
from phongtrao.reporting.queries.review_steps import Phase, name_for, phase_names, phase_refusal
from phongtrao.reporting.queries.reviews import conclusion_rows, in_force
from phongtrao.reporting.queries.series import Seen
from tests.programme.cascade_rows import user_of
from tests.programme.reorganisation_rows import day
from tests.reporting.report_rows import Asked, reporter_of, typed
from tests.reporting.review_rows import MEETING, make_judged, make_phase

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from openpyxl import Workbook

pytestmark = pytest.mark.django_db
HALF = Phase("half-year", "H1", 2020, 2020)
JULY = date(2020, 7, 10)


@pytest.fixture
def asked() -> Asked:
    return make_judged()


def prepared(asked: Asked, phase: Phase = HALF) -> Review:
    return make_review(
        programme=asked.story.programme,
        phase=phase,
        name="",
        held_on=None,
        minutes="",
        by=asked.officer,
    )


def post(client: Client, name: str, *parts: Any, **data: Any) -> HttpResponse:
    return client.post(reverse(f"reporting:{name}", args=parts), data)


def book_of(client: Client, review: Review) -> Workbook:
    answer = client.get(reverse("reporting:review_file", args=[review.pk]))
    return load_workbook(io.BytesIO(b"".join(answer)))


def text_of(client: Client, name: str, *parts: Any, query: str = "") -> str:
    answer = client.get(reverse(f"reporting:{name}", args=parts) + query)
    assert answer.status_code == 200
    return answer.content.decode()


# F12, in its own words


def test_a_phase_of_five_years_stands_there_whole_and_its_conclusion_becomes_a_task(
    client: Client,
) -> None:
    phased = make_phase()
    client.force_login(phased.story.officer)
    with day(MEETING):
        answer = post(
            client,
            "make_review",
            programme=phased.story.programme.pk,
            kind="phase",
            first_year=2021,
            last_year=2025,
        )
        review = Review.objects.get()
        assert answer["Location"] == reverse("reporting:review", args=[review.pk])
        assert review.name == "Tổng kết giai đoạn 2021–2025"
        shown = gathered(review, Seen(MEETING))
        assert [one["title"] for one in shown["steps"]] == ["2021", "2022", "2023", "2024", "2025"]
        values = {
            row["name"]: [(cell["figure"], cell["state"]) for cell in row["cells"]]
            for row in shown["targets"]
        }
        assert values == {
            "Tin báo được giải quyết": [
                ("87,5 % (35/40)", "◐ Đúng tiến độ"),
                ("90,0 % (36/40)", "● Đạt"),
                ("92,5 % (37/40)", "◐ Đúng tiến độ"),
                ("90,0 % (9/10)", "▲ Chậm"),
                ("97,5 % (39/40)", "● Đạt"),
            ],
            # The level is of one year only; in the others nothing was to be reached.
            "Camera lắp mới": [("20", ""), ("20", ""), ("45", "● Đạt"), ("1", ""), ("3", "")],
            "Xã, phường": [
                ("33,3 % (1/3)", "✕ Không đạt"),
                ("66,7 % (2/3)", "✕ Không đạt"),
                ("50,0 % (1/2)", "✕ Không đạt"),
                # Nothing final is said while a commune is missing.
                ("50,0 % (1/2)", "▲ Chậm"),
                ("100,0 % (2/2)", "● Đạt"),
            ],
            "Điểm nóng về an ninh": [
                ("0", "● Đạt"),
                ("1", "✕ Không đạt"),
                ("0", "● Đạt"),
                ("0", "◐ Đúng tiến độ"),
                ("0", "● Đạt"),
            ],
        }
        levels = [cell["asked"] for cell in shown["targets"][0]["cells"]]
        assert levels == ["≥ 90 %", "≥ 90 %", "≥ 95 %", "≥ 95 %", "≥ 95 %"]
        # A silent unit is missing, not zero; what cannot be carried over the merger says so.
        assert "1 chưa có số liệu" in shown["targets"][0]["cells"][3]["coverage"]
        # In 2021 both said no that became one, in 2022 one of them said yes.
        carried = [(cell["today"], bool(cell["mark"])) for cell in shown["targets"][2]["cells"]]
        assert carried == [
            ("50,0 % (1/2)", False),
            ("100,0 % (1/1)", True),
            *[("", False)] * 3,
        ]
        # Below, those that became one are one for all five years.
        rate = phased.targets["rate"].pk
        below = text_of(client, "review_target", review.pk, rate)
        row = below[below.index("Xã Mới") :]
        found = ["90,0 % (27/30)", "93,3 % (28/30)", "chưa báo cáo", "96,7 % (29/30)"]
        # The newest year stands first, in view without scrolling.
        at = [row.index(f">{one}<") for one in reversed(found)]
        page = text_of(client, "review", review.pk)
        years = [page.index(f'class="figure">{year}<') for year in range(2025, 2020, -1)]
        assert (at, years) == (sorted(at), sorted(years))
        assert ">Xã 2<" not in below

        client.post(
            reverse("reporting:add_conclusion", args=[review.pk]),
            {
                "text": "Xây dựng kế hoạch lắp camera còn thiếu",
                "lead": "Xã Mới",
                "coordinating": "Xã 1\nCông an tỉnh",
                "due_on": "31/03/2026",
            },
        )
        conclusion = Conclusion.objects.get()
        answer = post(client, "conclusion_task", review.pk, conclusion.pk)
        assert answer.status_code == 302
        task = Task.objects.get(source=f"Kết luận {review.name}")
        page = text_of(client, "review", review.pk)
        assert f"Nhiệm vụ {task.number}</a>" in page
        assert "0/3 đơn vị xong" in page
        client.force_login(user_of(phased.new))
        work = client.get(reverse("programme:work")).content.decode()
        assert "Xây dựng kế hoạch lắp camera còn thiếu" in work
        assert "31/03/2026" in work


# A half-year


def test_a_half_year_shows_each_period_and_who_was_late_or_silent(
    asked: Asked, client: Client
) -> None:
    one = asked.story.communes[0]
    with day(date(2020, 5, 4)):
        acknowledge(programme=asked.story.programme, unit=one, by=user_of(one))
        for text in ("Thiếu kinh phí", "Thiếu người"):
            report_difficulty(
                programme=asked.story.programme, unit=one, target=None, text=text, by=user_of(one)
            )
        told = asked.story.programme.receipts.get(unit=one).difficulties.get(text="Thiếu người")
        answer_difficulty(
            difficulty=told, answer="Đã bổ sung", accepted=True, adjustment=None, by=asked.officer
        )
    with day(JULY):
        review = prepared(asked)
        shown = gathered(review, Seen(JULY))
        assert [step["title"] for step in shown["steps"]] == ["Quý I/2020"]
        assert [row["cells"][0]["figure"] for row in shown["targets"][1:]] == [
            "100,0 % (30/30)",
            "83,3 % (25/30)",
        ]
        (reports,) = shown["reports"]
        counts = [reports[name] for name in ("expected", "sent", "late", "silent")]
        assert counts == [3, 2, 1, 1]
        client.force_login(asked.officer)
        page = text_of(client, "review", review.pk)
        period = reverse("reporting:period", args=[asked.period.pk])
        assert f'href="{period}?gui=cham"' in page
        assert "Thiếu kinh phí" in page
        assert "Trả lời: Đã bổ sung" in page
        # The first target of the programme is measured by no form: no period, not a zero.
        assert "không có kỳ báo cáo" in page
        target = asked.form.measures.get(numerator__code="A3").target_id
        link = reverse("reporting:target", args=[target])
        assert f'href="{link}?ky={asked.period.pk}"' in page
        assert text_of(client, "review_print", review.pk).count("<details open") == 2


def test_held_figures_stay_as_they_were_and_lead_to_what_was_known_then(
    asked: Asked, client: Client
) -> None:
    with day(JULY):
        review = prepared(asked)
        client.force_login(asked.officer)
        answer = post(client, "hold_review", review.pk, held_on="11/07/2020")
        assert answer.status_code == 422
        assert "còn ở phía trước" in answer.content.decode()
        assert post(client, "hold_review", review.pk, held_on="09/07/2020").status_code == 302
    with day(date(2020, 8, 3)):
        three = asked.story.communes[2]
        row = Obligation.objects.get(period=asked.period, unit=three)
        send_report(obligation=row, typed=typed(10, 10, 10), by=reporter_of(three))
        client.force_login(asked.officer)
        frozen = text_of(client, "review", review.pk)
        assert "Số liệu như ngày họp 09/7/2020, chốt ngày 10/7/2020" in frozen
        assert "83,3 % (25/30)" in frozen
        assert "&amp;tai-ngay=09/7/2020" in frozen
        assert "87,5 % (35/40)" in text_of(client, "review", review.pk, query="?so-lieu=nay")
        below = text_of(
            client,
            "review_target",
            review.pk,
            asked.form.measures.get(numerator__code="A3").target_id,
        )
        assert "chưa có" in below
        assert post(client, "hold_review", review.pk, held_on="09/07/2020").status_code == 422
        book = book_of(client, review)
        assert [cell.value for cell in book["Chỉ tiêu theo kỳ"]["C"]][-1] == pytest.approx(25 / 30)
        # What it looks back on is as it was; the number of the minutes may come later.
        head = {"kind": "half-year", "part": "H1", "first_year": 2020, "held_on": "09/07/2020"}
        assert post(client, "review_head", review.pk, **head, minutes="12/BB").status_code == 302
        changed = post(client, "review_head", review.pk, **{**head, "part": "H2"})
        assert changed.status_code == 422
        assert post(client, "drop_review", review.pk).status_code == 302
        review.refresh_from_db()
        assert (review.minutes, review.first) == ("12/BB", "2020-H1")
        assert "12/BB" in text_of(client, "reviews", query=f"?chuong-trinh={review.programme_id}")


def test_tasks_stand_by_how_far_they_are(asked: Asked) -> None:
    programme, (one, two, _) = asked.story.programme, asked.story.communes

    def task(number: int, *states: str, **facts: Any) -> None:
        row = Task.objects.create(programme=programme, number=number, content="Việc", **facts)
        for unit, state in zip((one, two), states, strict=False):
            TaskBody.objects.create(
                task=row, words=unit.name, unit=unit, leads=unit == one, confirmed=True
            )
            if state:
                record_progress(task=row, unit=unit, state=state, text="a", by=reporter_of(unit))

    with day(JULY):
        task(1)
        task(2, "done", "done")
        task(3, "doing", "stuck")
        task(4, "doing", continuous=True, recurs="quarter")
        review = prepared(asked, Phase("liaison", "", 2020, 2020))
        for number in (2, 3):
            row = programme.tasks.get(number=number)
            Conclusion.objects.create(review=review, text="Việc", task=row)
        shown = gathered(review, Seen(JULY))
        assert [
            (one["words"], [row["number"] for row in one["tasks"]]) for one in shown["tasks"]
        ] == [
            ("Đang thực hiện", [3]),
            ("Đã hoàn thành", [2]),
            ("Thường xuyên", [4]),
            ("Chưa đến đơn vị nào", [1]),
        ]
        states = [row.state for row in conclusion_rows(review, JULY)]
        assert states == ["● Đã hoàn thành", "▲ 1 đơn vị vướng mắc"]


def test_a_year_that_runs_stands_beside_its_level_today(asked: Asked) -> None:
    review = prepared(asked, Phase("phase", "", 2019, 2020))
    with day(JULY):
        *_, settled = ReviewFigures(review, Seen(JULY)).rows()
    assert "period" not in settled["cells"][0]
    cell = settled["cells"][1]
    assert (cell["title"], cell["state"]) == ("Quý I/2020", "◐ Đúng tiến độ")


# Conclusions


def test_a_conclusion_is_changed_until_it_is_a_task(asked: Asked, client: Client) -> None:
    with day(JULY):
        review = prepared(asked)
        client.force_login(asked.officer)
        wrong = post(client, "add_conclusion", review.pk, text="Tập huấn", lead="Xã Không Có")
        assert wrong.status_code == 422
        assert "Không có đơn vị nào tên “Xã Không Có”" in wrong.content.decode()
        assert "Tập huấn" in wrong.content.decode()
        answer = post(client, "add_conclusion", review.pk, text="Tập huấn", next="1")
        assert answer["Location"] == reverse("reporting:add_conclusion", args=[review.pk])
        conclusion = Conclusion.objects.get()
        assert "Chưa ghi đơn vị chủ trì và thời hạn." in text_of(client, "review", review.pk)
        post(client, "conclusion_task", review.pk, conclusion.pk)
        assert not Task.objects.exists()
        told = {"text": "Tập huấn cán bộ", "lead": "Các xã, phường", "due_on": "31/08/2020"}
        assert post(client, "conclusion", review.pk, conclusion.pk, **told).status_code == 302
        assert "Các xã, phường" in text_of(client, "conclusion", review.pk, conclusion.pk)
        post(client, "conclusion_task", review.pk, conclusion.pk)
        assert post(client, "conclusion", review.pk, conclusion.pk, **told).status_code == 422
        for name in ("drop_conclusion", "conclusion_task"):
            post(client, name, review.pk, conclusion.pk)
        post(client, "drop_review", review.pk)
        assert (Conclusion.objects.count(), Task.objects.count()) == (1, 1)
        post(client, "add_conclusion", review.pk, text="Bỏ đi")
        post(client, "drop_conclusion", review.pk, Conclusion.objects.get(text="Bỏ đi").pk)
        assert Conclusion.objects.count() == 1
    with day(date(2020, 9, 4)):
        client.force_login(asked.officer)
        page = text_of(client, "review", review.pk)
        assert "✕ 3 đơn vị quá hạn" in page
        book = book_of(client, review)
        assert [row[4].value for row in book["Kết luận"]][-1] == 1


def test_a_review_made_by_mistake_is_dropped(asked: Asked, client: Client) -> None:
    client.force_login(asked.officer)
    with day(JULY):
        review = prepared(asked)
        post(client, "add_conclusion", review.pk, text="Tập huấn")
        assert post(client, "drop_review", review.pk)["Location"] == reverse("reporting:reviews")
    assert not Review.objects.exists()


def test_who_only_looks_after_another_programme_makes_no_review(
    asked: Asked, client: Client
) -> None:
    client.force_login(user_of(asked.story.communes[0]))
    assert client.get(reverse("reporting:make_review")).status_code == 404
    review = prepared(asked)
    assert client.get(reverse("reporting:review", args=[review.pk])).status_code == 404
    client.force_login(asked.officer)
    wrong = post(
        client, "make_review", programme=review.programme_id, kind="phase", first_year=2020
    )
    assert wrong.status_code == 422
    assert "từ hai năm trở lên" in wrong.content.decode()
    assert text_of(client, "review_target", review.pk, review.programme.targets.first().pk)
    missing = reverse("reporting:review_target", args=[review.pk, 0])
    assert client.get(missing).status_code == 404


# Phases


@pytest.mark.parametrize(
    ("kind", "part", "first", "last", "why"),
    [
        ("phase", "", 2025, 2021, "đứng trước"),
        ("phase", "H1", 2021, 2025, "hai năm trở lên"),
        ("year", "", 2021, 2022, "nhiều năm"),
        ("year", "Q1", 2021, 2021, "cả năm"),
        ("half-year", "", 2021, 2021, "6 tháng đầu năm hoặc"),
    ],
)
def test_a_review_looks_back_on_a_phase_of_its_kind(
    kind: str, part: str, first: int, last: int, why: str
) -> None:
    assert why in phase_refusal(Phase(kind, part, first, last))


def test_a_review_is_named_by_its_kind_and_phase() -> None:
    phases = [Phase("liaison", "Q3", 2026, 2026), Phase("year", "", 2026, 2026), HALF]
    assert [name_for(one.kind, *phase_names(one)) for one in phases] == [
        "Giao ban liên ngành quý III/2026",
        "Tổng kết năm 2026",
        "Sơ kết 6 tháng đầu năm 2020",
    ]


def test_the_target_of_an_earlier_version_tells_of_the_years_before(asked: Asked) -> None:
    target = asked.form.measures.get(numerator__code="A3").target
    later = asked.story.programme.targets.exclude(measures__form=asked.form).get()
    later.earlier = target
    later.save()
    assert in_force(asked.story.programme) == asked.story.programme
    with day(JULY):
        found = ReviewFigures(prepared(asked), Seen(JULY)).rows()
    assert found[0]["target"] == later.pk
    assert (found[0]["cells"][0]["figure"], found[0]["cells"][0]["target"]) == (
        "83,3 % (25/30)",
        target.pk,
    )
