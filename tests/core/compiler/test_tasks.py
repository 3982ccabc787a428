"""What becomes a task of a plan, and who leads it: told by its heading, its labels or its table."""

from __future__ import annotations

from tests.core.compiler.rows import bodies, deadline_row
from tests.core.compiler.wrapped import plan_of, with_work

WATCH = "9. Sở Nội vụ theo dõi, đôn đốc."


def given(*items: str) -> list[tuple[str, str, str]]:
    """The tasks of the given items without the one that fills up the plan."""
    return [
        (task.quote, bodies(task.lead), bodies(task.coordinating))
        for task in with_work(*items, WATCH).tasks
        if task.section != "I.9"
    ]


def leads(*items: str) -> list[str]:
    return [lead for _, lead, _ in given(*items)]


# who leads


def test_items_without_a_colon_hand_their_body_down() -> None:
    assert leads(
        "1. Các bước kiểm tra",
        "- Cấp tỉnh",
        "+ Thông báo lịch kiểm tra.",
        "- Cấp xã",
        "+ Thu thập tài liệu.",
    ) == ["Cấp tỉnh", "Cấp xã"]


def test_the_work_of_a_body_is_given_to_that_body() -> None:
    assert leads(
        "1. Nội dung giám sát của chủ dự án",
        "- Kiểm tra tiến độ.",
        "2. Giao Công an tỉnh là cơ quan thường trực:",
        "- Tham mưu kiểm tra.",
    ) == ["chủ dự án", "Công an tỉnh"]


def test_a_heading_that_is_a_whole_sentence_is_a_task_and_leads_what_goes_on_below() -> None:
    assert given(
        "**1. Các cơ quan, đơn vị có trách nhiệm chấp hành quy định về an toàn.**",
        "Bếp ăn phải có giấy phép.",
        "2. Sở Y tế hướng dẫn.",
    )[:2] == [
        (
            "Các cơ quan, đơn vị có trách nhiệm chấp hành quy định về an toàn.",
            "Các cơ quan, đơn vị",
            "-",
        ),
        ("Bếp ăn phải có giấy phép.", "Các cơ quan, đơn vị", "-"),
    ]


def test_a_name_among_bodies_is_a_body_too() -> None:
    assert leads(
        "1. Sở Y tế",
        "- Tổ chức khám bệnh.",
        "2. Bếp ăn tập thể",
        "- Lưu mẫu thức ăn.",
        "3. Công an tỉnh:",
        "- Kiểm tra an toàn.",
    ) == ["Sở Y tế", "Bếp ăn tập thể", "Công an tỉnh"]


def test_an_item_above_that_names_its_body_leads_what_it_introduces() -> None:
    assert leads(
        "1. Sở Y tế chủ trì, phối hợp với Công an tỉnh:",
        "Các việc sau đây phải làm ngay:",
        "- Khám sức khỏe học sinh.",
        "- Kiểm tra bếp ăn.",
    ) == ["Sở Y tế", "Sở Y tế"]


def test_an_item_with_a_body_of_its_own_leads_the_dashes_below_it() -> None:
    assert leads(
        "1. Sở Y tế chủ trì, phối hợp với Công an tỉnh kiểm tra bếp ăn.",
        "- Khám sức khỏe học sinh.",
    ) == ["Sở Y tế", "Sở Y tế"]


def test_a_label_may_hold_bodies_without_a_known_head_and_words_that_are_none() -> None:
    assert leads(
        "1. Mở lớp bơi hè cho trẻ em. Đơn vị chủ trì: Sở Y tế (đầu mối); các thầy dạy bơi; "
        "theo quy định.",
        "2. Mở lớp bơi đông cho trẻ em. Đơn vị chủ trì: Theo phân cấp.",
        "3. Mở lớp cứu đuối. Đơn vị chủ trì: Sở Y tế nơi có lớp học.",
    ) == ["Sở Y tế; các thầy dạy bơi", "-", "Sở Y tế nơi có lớp học"]


def test_the_last_words_of_the_preamble_order_what_follows() -> None:
    plan = plan_of(
        "Xét đề nghị Sở Y tế tại Tờ trình, Ủy ban nhân dân tỉnh đề nghị quan tâm và yêu cầu các "
        "sở, ngành "
        "thực hiện:",
        "1. Kiểm tra đê điều.",
        "2. Chuẩn bị vật tư.",
    )
    assert [task.lead for task in plan.tasks] == [("các sở, ngành",)] * 2


# labelled lines


def test_a_heading_with_labelled_lines_below_it_is_a_task() -> None:
    plan = with_work(
        "1. Tập huấn cán bộ cơ sở toàn tỉnh",
        "- Cơ quan chủ trì: Sở Nội vụ;",
        "- Cơ quan phối hợp: Công an tỉnh;",
        "- Thời gian: Tháng 5/2026.",
        WATCH,
    )
    task = plan.tasks[0]
    assert (task.quote, task.lead, task.coordinating, task.due) == (
        "Tập huấn cán bộ cơ sở toàn tỉnh",
        ("Sở Nội vụ",),
        ("Công an tỉnh",),
        "2026-05",
    )


def test_who_carries_out_does_not_replace_the_body_of_a_sentence() -> None:
    assert given(
        "1. Nâng cao nhận thức",
        "- Các cơ quan, đơn vị tiếp tục quán triệt phong trào.",
        "- Biên soạn tài liệu tuyên truyền.",
        "- Đơn vị thực hiện: Sở Tư pháp.",
        "- Đơn vị phối hợp: Công an tỉnh.",
    ) == [
        (
            "Các cơ quan, đơn vị tiếp tục quán triệt phong trào.",
            "Các cơ quan, đơn vị",
            "Công an tỉnh",
        ),
        ("Biên soạn tài liệu tuyên truyền.", "Sở Tư pháp", "Công an tỉnh"),
    ]


def test_bodies_may_be_listed_below_their_label() -> None:
    assert given(
        "1. Biên soạn tài liệu tuyên truyền.",
        "- Đơn vị chủ trì:",
        "+ Sở Y tế;",
        "+ Sở Tư pháp.",
        "- Đơn vị phối hợp:",
        "+ Sở Tài chính;",
        "+ Công an tỉnh.",
        "- Sản phẩm:",
        "+ Sổ tay.",
        "2. Phát hành tài liệu tuyên truyền.",
        "- Đơn vị chủ trì: Sở Y tế.",
    ) == [
        (
            "Biên soạn tài liệu tuyên truyền.",
            "Sở Y tế; Sở Tư pháp",
            "Sở Tài chính; Công an tỉnh",
        ),
        ("Phát hành tài liệu tuyên truyền.", "Sở Y tế", "-"),
    ]


def test_labels_inside_an_item_say_who_leads_it() -> None:
    assert [
        row[1:]
        for row in given(
            "1. Tập huấn cán bộ cơ sở. Đơn vị chủ trì: Sở Y tế. Đơn vị phối hợp: Công an tỉnh. "
            "Sản phẩm: báo cáo."
        )
    ] == [("Sở Y tế", "Công an tỉnh")]


def test_a_labelled_time_is_no_task_and_an_empty_label_is_none() -> None:
    assert given(
        "1. Phong trào bơi lội",
        "- Nội dung thực hiện:",
        "- Nhiệm vụ: Các lớp bơi trong hè.",
        "- Đơn vị chủ trì: Sở Y tế.",
        "2. Sở Y tế",
        "a) Nội dung",
        "- Thời gian: Quý II/2025.",
    ) == [("Nhiệm vụ: Các lớp bơi trong hè.", "Sở Y tế", "-")]


def test_a_lone_time_below_a_task_is_its_deadline() -> None:
    plan = with_work(
        "1. Sở Y tế chủ trì tập huấn y tế thôn.", "Thời gian hoàn thành: Quý II/2025.", WATCH
    )
    assert [deadline_row(found) for found in plan.deadlines] == [
        "I.1 | Thời gian hoàn thành: Quý II/2025. | other | Sở Y tế | - | 2025-06"
    ]


def test_a_yearly_plan_of_work_is_a_yearly_time_and_an_order_to_come_is_none() -> None:
    plan = with_work(
        "1. Tập huấn cán bộ. Đơn vị chủ trì: Sở Y tế. Thời gian: Theo kế hoạch hằng năm.",
        "2. Biên soạn sổ tay. Đơn vị chủ trì: Sở Y tế. Thời gian: Theo chỉ đạo của Bộ Y tế.",
    )
    assert [(found.section, found.recurs) for found in plan.deadlines] == [("I.1", "year")]


# a task or not


def test_what_only_counts_or_lists_is_no_task() -> None:
    assert given(
        "1. Đến năm 2025, đạt 90% hộ dùng nước sạch.",
        "2. Sở Y tế tổ chức kiểm tra các nơi sau đây:",
        "- 12 chợ đầu mối;",
        "- Trường học bán trú;",
        "3. Nước sạch: Sở Xây dựng đầu tư trạm cấp nước.",
    ) == [
        ("Sở Y tế tổ chức kiểm tra các nơi sau đây", "Sở Y tế", "-"),
        ("Nước sạch: Sở Xây dựng đầu tư trạm cấp nước.", "Sở Xây dựng", "-"),
    ]


def test_an_introduction_that_also_orders_is_a_task_beside_its_items() -> None:
    assert [
        quote[:30]
        for quote, _, _ in given(
            "1. Sở Y tế",
            "- Kiện toàn tổ giúp việc. Tổ chức các việc sau:",
            "+ Khám sức khỏe học sinh.",
            "+ Kiểm tra bếp ăn.",
            "2. Sở Tư pháp",
            "- Các việc sau:",
            "+ Biên soạn sổ tay.",
        )
    ] == [
        "Kiện toàn tổ giúp việc. Tổ chứ",
        "Khám sức khỏe học sinh.",
        "Kiểm tra bếp ăn.",
        "Biên soạn sổ tay.",
    ]


def test_items_like_their_siblings_are_tasks() -> None:
    plan = plan_of(
        "I. NHIỆM VỤ",
        "1. Phong trào đọc sách",
        "- Mở rộng thư viện thôn.",
        "- Góc sách trong lớp.",
        "- Tổ chức ngày hội đọc sách.",
        "2. Phong trào bơi lội",
        "- Bể bơi di động.",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Y tế theo dõi.",
        "2. Sở Nội vụ kiểm tra.",
    )
    assert [task.quote for task in plan.tasks if task.section and task.section[:2] == "I."] == [
        "Mở rộng thư viện thôn.",
        "Góc sách trong lớp.",
        "Tổ chức ngày hội đọc sách.",
    ]


def test_a_part_about_awards_assigns_no_work() -> None:
    plan = plan_of(
        "I. KHEN THƯỞNG",
        "1. Tặng Giấy khen cho tập thể tiêu biểu",
        "- Đơn vị chủ trì: Sở Nội vụ.",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Y tế hướng dẫn.",
        WATCH,
    )
    assert [task.section for task in plan.tasks] == ["II.1", "II.9"]


def test_items_without_a_verb_are_tasks_only_beside_tasks() -> None:
    plan = plan_of(
        "Góc sách trong lớp học.",
        "1. Góc sách trong lớp.",
        "2. Vườn trường: Sở Y tế và các xã.",
        "3. Sân chơi: Sở Xây dựng.",
        "4. Sở Y tế theo dõi.",
        "5. Sở Nội vụ kiểm tra.",
    )
    assert [task.section for task in plan.tasks] == ["4", "5"]
    plan = plan_of("1. Nội dung thi bơi ếch", "2. Sở Y tế theo dõi.", "3. Sở Nội vụ kiểm tra.")
    assert [task.section for task in plan.tasks] == ["2", "3"]


def test_bodies_behind_the_name_of_a_work_make_its_siblings_work() -> None:
    assert [
        quote
        for quote, _, _ in given(
            "1. Phong trào đọc sách",
            "- Góc sách: Sở Y tế và các xã.",
            "- Kệ sách: Sở Xây dựng.",
            "- Vườn trường.",
        )
    ] == ["Góc sách: Sở Y tế và các xã.", "Kệ sách: Sở Xây dựng.", "Vườn trường."]


def test_a_paragraph_that_says_what_must_be_done_is_a_task() -> None:
    plan = plan_of(
        "I. NHIỆM VỤ",
        "1. Phong trào đọc sách",
        "Sách cũ phải được đóng lại.",
        "Sách mới nằm trên kệ.",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Y tế hướng dẫn.",
        WATCH,
    )
    assert [task.quote for task in plan.tasks][:2] == [
        "Sách cũ phải được đóng lại.",
        "Sở Y tế hướng dẫn.",
    ]


def test_an_introduction_of_nothing_is_the_task_itself() -> None:
    plan = with_work("1. Sở Y tế hướng dẫn.", "2. Sở Nội vụ kiểm tra các nơi sau:")
    assert plan.tasks[-1].lead == ("Sở Nội vụ",)


# headings


def test_a_heading_may_name_its_body_in_many_ways() -> None:
    assert leads(
        "1. Phòng Nếp sống văn hóa và gia đình",
        "- Kiểm tra các lễ hội.",
        "2. Sở Xây dựng có trách nhiệm:",
        "- Sửa chữa đường làng.",
        "3. Phòng Lễ tân và khánh tiết",
        "- Mở lớp tập huấn.",
        "4. Các trường vùng cao mới lập",
        "- Mở lớp bán trú.",
    ) == [
        "Phòng Nếp sống văn hóa và gia đình",
        "Sở Xây dựng",
        "Phòng Lễ tân và khánh tiết",
        "Các trường vùng cao mới lập",
    ]


def test_work_below_a_heading_of_awards_is_about_awards() -> None:
    plan = plan_of(
        "I. KHEN THƯỞNG",
        "1. Nhiệm vụ",
        "- Tổ chức bình xét tập thể.",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Y tế hướng dẫn.",
        WATCH,
    )
    assert [task.section for task in plan.tasks] == ["II.1", "II.9"]


def test_a_heading_about_a_body_is_not_its_name() -> None:
    assert leads("1. Sở Y tế của năm qua", "- Mở lớp tập huấn.") == ["-"]


def test_a_time_inside_a_sentence_is_no_label() -> None:
    plan = with_work("1. Sở Y tế mở hai lớp. Thời gian: hằng quý.", WATCH)
    assert [task.quote for task in plan.tasks][:1] == ["Sở Y tế mở hai lớp. Thời gian: hằng quý."]


def test_work_in_a_part_about_other_things_is_doubted() -> None:
    plan = plan_of(
        "I. KINH PHÍ",
        "1. Sở Tài chính bố trí kinh phí hằng năm.",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Y tế hướng dẫn.",
        WATCH,
    )
    assert "không phải phần giao nhiệm vụ" in (plan.tasks[0].trust.doubt or "")
