"""The document of a programme, as those read it to whom it was issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.programme.queries import issued
from phongtrao.programme.views.cascade import person
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@login_required
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole text of the plan, to be read only, with the sentence that the address names."""
    by = person(request)
    row = issued.document_for(by, pk)
    sentence = issued.sentence_asked(row, number_of(request.GET.get("cau", "")))
    found = issued.sentences_of(row, [sentence.pk] if sentence else [])
    return page(
        request,
        "programme/document.html",
        programme=row,
        plan=row.plan,
        leaf=issued.page_of(row, sentence, number_of(request.GET.get("phan", ""))),
        sentence=found.get(sentence.pk) if sentence else None,
        looks_after=may(by, Permission.PROGRAMME_READ, row.office_id),
    )
