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


class ParentOfLowerLevel(RuleBroken):
    """The state's map goes from the country down to the communes; bodies are not on it."""

    code = "parent-of-lower-level"
    message = (
        "{parent} ({parent_level}) không thể là cấp trên của {unit} ({level}). Hãy chọn một đơn vị "
        "hành chính cấp cao hơn."
    )


class SecurityManagerMisplaced(RuleBroken):
    """Who manages whom for security and order is said of bodies, and is a body."""

    code = "security-manager-misplaced"
    message = (
        "{unit} ({level}) không phải cơ quan, tổ chức. Chỉ cơ quan, tổ chức mới có, và mới là, cơ "
        "quan quản lý về an ninh, trật tự. Hãy chọn cơ quan khác, ví dụ Công an xã, hoặc để trống."
    )


class SecurityManagerNotThere(RuleBroken):
    """An authority manages from the day on which it is there."""

    code = "security-manager-not-there"
    message = (
        "Vào ngày {day}, {manager} không có hiệu lực nên không thể là cơ quan quản lý về an ninh, "
        "trật tự. Hãy chọn cơ quan khác hoặc sửa ngày."
    )


class SecurityManagerUnnamed(RuleBroken):
    """A mandate is somebody's."""

    code = "security-manager-unnamed"
    message = (
        "Đã chọn hình thức “{mandate}” mà chưa ghi cơ quan nào quản lý về an ninh, trật tự. Hãy "
        "ghi cơ quan đó, hoặc bỏ hình thức."
    )


class UnitCodeTaken(RuleBroken):
    """A code means one unit."""

    code = "unit-code-taken"
    message = "Mã {number} đang là mã của {unit}. Hãy ghi mã khác hoặc để trống."


class UnitsOfOtherLevels(RuleBroken):
    """Units that become one, or one that becomes several, stay at their level."""

    code = "units-of-other-levels"
    message = (
        "{unit} thuộc “{level}”, {other} thuộc “{other_level}”. Chỉ sáp nhập, chia tách giữa các "
        "đơn vị cùng cấp. Hãy chọn đơn vị khác, hoặc dùng việc Chuyển đơn vị cấp trên."
    )


class HeirEndsToo(RuleBroken):
    """Who ends takes nothing over."""

    code = "heir-ends-too"
    message = (
        "{unit} cũng hết hiệu lực ngày {day} nên không nhận được các đơn vị nằm dưới. Hãy chọn đơn "
        "vị khác nhận chúng."
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


class ChildChangesLater(RuleBroken):
    """What lies below a unit that ends must not change again later by an earlier decision."""

    code = "child-changes-later"
    message = (
        "{unit}, trực thuộc {parent}, đã có thay đổi từ ngày {day}, sau ngày của quyết định này."
        " Hãy hoàn tác thay đổi đó, ghi quyết định này trước, rồi ghi lại thay đổi đó."
    )


class UndoneBelowEnded(RuleBroken):
    """What is there again needs parents that are there as long."""

    code = "undone-below-ended"
    message = (
        "Không hoàn tác được vì {unit} sẽ trực thuộc {parent}, đơn vị đã kết thúc ngày {day}. Hãy"
        " hoàn tác việc kết thúc {parent} trước."
    )


class UnitInUse(RuleBroken):
    """A unit on which something hangs stays."""

    code = "unit-in-use"
    message = (
        "Không hoàn tác được vì đơn vị vừa lập đã được dùng: {what}. Hãy chuyển những thứ đó sang "
        "đơn vị khác trước, hoặc lập một thay đổi mới."
    )


class AliasAlreadyThere(RuleBroken):
    """A name stands with a unit once."""

    code = "alias-already-there"
    message = "{unit} đã có tên gọi “{name}”. Hãy ghi tên khác."


class TermAlreadyThere(RuleBroken):
    """A thing stands in the dictionary once."""

    code = "term-already-there"
    message = (
        "Từ điển đã có tên “{name}” ở mục “{term}”. Hãy ghi thêm tên vào mục đó, không lập mục mới."
    )


class TermNameAlreadyThere(RuleBroken):
    """A name stands with a thing once at any time."""

    code = "term-name-already-there"
    message = (
        "Mục này đã có tên “{name}” trong thời gian đó. Hãy ghi tên khác, hoặc sửa ngày của tên đã "
        "có."
    )


class TwoMainNames(RuleBroken):
    """A thing has one name to print on any day."""

    code = "two-main-names"
    message = (
        "Tên chính trong thời gian đó là “{name}”. Hãy ghi ngày hết hiệu lực của tên ấy trước, "
        "hoặc ghi tên này là cách gọi khác."
    )


class TermNameEndsTooEarly(RuleBroken):
    """A name holds for at least one day."""

    code = "term-name-ends-too-early"
    message = "“{name}” có từ ngày {day}. Hãy ghi ngày hết hiệu lực sau ngày đó."


class TermNameShipped(RuleBroken):
    """What the program ships is ended, not struck out."""

    code = "term-name-shipped"
    message = (
        "“{name}” có sẵn trong chương trình nên không xóa được. Hãy ghi ngày tên ấy hết hiệu lực."
    )
