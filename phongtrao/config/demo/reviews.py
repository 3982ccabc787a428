"""The demo's review: a half-year looked back on, with two conclusions, one of them a task."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.programme.actions.own_tasks import NamedBody
from phongtrao.programme.models import Group
from phongtrao.reporting.actions.reviews import conclude, hold_review, make_review, make_task
from phongtrao.reporting.models import Review
from phongtrao.reporting.queries.review_steps import Phase

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.programme.models import Programme

_SOON, _LATER = timedelta(days=30), timedelta(days=60)
_COMMUNES = NamedBody("Các xã, phường", None, Group.COMMUNES, leads=False)


def review_half_year(programme: Programme, by: User) -> str:
    """Prepare the review of the first half-year, write down what it concluded, hold it; once."""
    if Review.objects.filter(programme=programme).exists():
        return "đã có từ trước"
    today, year = timezone.localdate(), programme.begins_on.year
    office = NamedBody(str(programme.office), programme.office_id, "", leads=True)
    review = make_review(
        programme=programme,
        phase=Phase("half-year", "H1", year, year),
        name="",
        held_on=today,
        minutes="",
        by=by,
    )
    hold_review(review=review, held_on=today, minutes="15/TB-BCĐ", by=by)
    review.refresh_from_db()
    silent = conclude(
        review=review,
        text="Kiểm tra, hướng dẫn các xã, phường còn gửi báo cáo chậm hoặc chưa gửi báo cáo.",
        bodies=[office, _COMMUNES],
        due_on=today + _SOON,
        by=by,
    )
    make_task(conclusion=silent, by=by)
    conclude(
        review=review,
        text="Rà soát các chỉ tiêu chưa đạt, đề xuất giải pháp cho 6 tháng tiếp theo.",
        bodies=[office],
        due_on=today + _LATER,
        by=by,
    )
    return f"{review}, 2 kết luận"
