"""Why a unit cannot be made or changed, one class a rule."""

from __future__ import annotations

from phongtrao.core.errors import RuleBroken


class UnitAlreadyThere(RuleBroken):
    """Two units of one name, level and place would be taken for each other."""

    code = "unit-already-there"
    message = (
        "Đã có đơn vị “{unit}” cùng cấp, cùng nơi. Hãy dùng đơn vị đã có, hoặc đặt tên khác để "
        "phân biệt."
    )


class UnitNeedsPlace(RuleBroken):
    """A unit that a person makes lies below another one."""

    code = "unit-needs-place"
    message = "Đơn vị “{unit}” chưa có cấp trên. Hãy chọn địa bàn hoặc cơ quan chủ quản của nó."


class ParentNotThere(RuleBroken):
    """A parent is in force on the day from which it is one."""

    code = "parent-not-there"
    message = (
        "Vào ngày {day}, đơn vị {parent} không có hiệu lực nên không thể là cấp trên. Hãy chọn "
        "cấp trên khác hoặc sửa ngày."
    )


class UnitNotInForce(RuleBroken):
    """Only a unit that is there can be changed."""

    code = "unit-not-in-force"
    message = (
        "Đơn vị {unit} hết hiệu lực từ ngày {day} nên không thay đổi được nữa. Hãy hoàn tác việc "
        "đã kết thúc nó, hoặc chọn đơn vị khác."
    )


class ChangeTooEarly(RuleBroken):
    """Changes of a unit follow each other."""

    code = "change-too-early"
    message = (
        "Đơn vị {unit} đã có thay đổi từ ngày {day}. Hãy chọn một ngày sau ngày đó, hoặc hoàn tác "
        "thay đổi ấy trước."
    )


class NothingChanges(RuleBroken):
    """A change changes something."""

    code = "nothing-changes"
    message = "Đơn vị {unit} đã đúng như vậy từ trước. Hãy sửa ít nhất một ô rồi gửi lại."


class UnitAboveItself(RuleBroken):
    """A unit cannot lie below what lies below it."""

    code = "unit-above-itself"
    message = (
        "Đơn vị {parent} nằm dưới {unit} nên không thể là cấp trên của {unit}. Hãy chọn cấp trên "
        "khác."
    )


class MergeOfNothing(RuleBroken):
    """A merger brings at least two units together."""

    code = "merge-of-nothing"
    message = (
        "Sáp nhập cần ít nhất hai đơn vị, hoặc một đơn vị nhập vào một đơn vị khác đang có. Hãy "
        "chọn thêm đơn vị."
    )


class SplitOfNothing(RuleBroken):
    """A split makes at least two parts."""

    code = "split-of-nothing"
    message = "Chia tách {unit} cần ít nhất hai phần. Hãy thêm một phần."


class ChildrenLeftBehind(RuleBroken):
    """What lies below a unit that ends must lie below somebody else."""

    code = "children-left-behind"
    message = (
        "Còn {count} đơn vị nằm dưới {unit} (ví dụ {example}). Hãy chọn đơn vị nhận chúng, hoặc "
        "chuyển chúng đi trước."
    )


class UnitChangedMeanwhile(RuleBroken):
    """Somebody else changed one of the units since the preview."""

    code = "unit-changed-meanwhile"
    message = (
        "Có người vừa thay đổi một trong các đơn vị này. Hãy mở lại trang đơn vị, xem thay đổi mới "
        "rồi làm lại."
    )
    status = 409


class ChangeAlreadyUndone(RuleBroken):
    """A change is taken back once."""

    code = "change-already-undone"
    message = "Thay đổi này đã được hoàn tác. Hãy tải lại danh sách thay đổi."


class ChangeHasFollowers(RuleBroken):
    """What was changed again must be taken back in turn, the last first."""

    code = "change-has-followers"
    message = (
        "Không hoàn tác được vì sau đó {unit} còn có thay đổi “{what}” ngày {day}. Hãy hoàn tác "
        "thay đổi sau trước."
    )


class UnitInUse(RuleBroken):
    """A unit on which something hangs stays."""

    code = "unit-in-use"
    message = (
        "Không hoàn tác được vì đơn vị vừa lập đã được dùng: {what}. Hãy chuyển những thứ đó sang "
        "đơn vị khác trước, hoặc lập một thay đổi mới."
    )
