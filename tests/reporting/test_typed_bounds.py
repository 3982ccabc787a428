"""The bounds of a box are read as the box itself will read its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reporting.form_rows import address, box, build, change, codes

if TYPE_CHECKING:
    from django.test import Client

    from tests.programme.cascade_rows import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(story: Story, browser_of) -> Client:
    return browser_of(story.officer)


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"most": "2.000"}, "từ 0 đến 2.000"),
        ({"most": "1 000"}, "từ 0 đến 1.000"),
        ({"most": "1.234.567"}, "từ 0 đến 1.234.567"),
        ({"kind": "decimal", "scale": "2", "most": "1.000,25"}, "từ 0,00 đến 1.000,25"),
        ({"kind": "decimal", "scale": "2", "most": "100.000"}, "từ 0,00 đến 100.000,00"),
        ({"kind": "decimal", "scale": "3", "most": "1,500"}, "từ 0,000 đến 1,500"),
        ({"least": "-1.000", "most": "0"}, "từ -1.000 đến 0"),
    ],
)
def test_a_bound_is_the_number_that_was_written(
    client: Client, story: Story, facts: dict[str, str], shown: str
) -> None:
    form = build(client, story)
    assert client.post(address(form, "o", "them"), box(**facts)).status_code == 302
    assert shown in client.get(address(form)).text
    # What the page shows of it can be sent again as it stands.
    there = address(form, "o", form.elements.get(code="A4").pk)
    filled = client.get(there).context["form"]
    again = {name: filled[name].value() for name in ("least", "most", "scale", "kind")}
    assert change(client, there, box(**facts) | again).status_code == 302
    assert shown in client.get(address(form)).text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"most": "1,500"}, "Hãy gõ 1500 nếu là hàng nghìn, gõ 1,5000 nếu"),
        ({"kind": "decimal", "scale": "3", "most": "1.500"}, "gõ 1500 nếu là hàng nghìn, gõ 1,500"),
        ({"most": "hai nghìn"}, "“hai nghìn” không phải là số. Hãy gõ số như 1.234,5"),
        ({"most": "1,5"}, "phải viết được bằng số chữ số thập phân của ô"),
    ],
)
def test_a_bound_is_never_guessed_and_stays_as_it_was_typed(
    client: Client, story: Story, facts: dict[str, str], said: str
) -> None:
    form = build(client, story)
    answer = client.post(address(form, "o", "them"), box(**facts))
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{facts["most"]}"' in answer.text
    assert len(codes(form)) == 3
