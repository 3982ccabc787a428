"""What a unit answers when it is asked about its figures."""

from __future__ import annotations

from django.db import models

from phongtrao.reporting.models.periods import Obligation


class Answer(models.Model):
    """A sentence that explains what a question asked; never changed. The newest counts, an
    empty one takes the one before back.

    rule, codes, words: of the question (`core.questions.Question`); when a figure in it changes it
    is another question, and the answer stays with the old one.
    """

    obligation = models.ForeignKey(
        Obligation, on_delete=models.CASCADE, related_name="answers", verbose_name="nghĩa vụ"
    )
    rule = models.CharField("quy tắc", max_length=60)
    codes = models.JSONField("các ô", default=list)
    words = models.CharField("câu hỏi", max_length=2000)
    answer = models.CharField("trả lời", max_length=1000, blank=True)
    by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người trả lời"
    )
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "giải trình"
        ordering = ("obligation", "pk")

    def __str__(self) -> str:
        return self.answer
