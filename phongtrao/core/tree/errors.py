"""What can be wrong with a tree of units, one class a rule; all are TreeBroken."""

from __future__ import annotations

from phongtrao.core.errors import RuleBroken


class TreeBroken(RuleBroken):
    """The units given do not make a tree, a history or a succession. Never raised itself."""

    code = "tree-broken"
    message = "Cây đơn vị bị hỏng. Hãy kiểm tra danh mục đơn vị."


class UnitTwice(TreeBroken):
    """A unit stands in a tree once."""

    code = "unit-twice"
    message = "Đơn vị {unit} có hai dòng trong cùng một cây. Hãy giữ lại một dòng."


class UnknownParent(TreeBroken):
    """A parent is a unit of the same tree."""

    code = "unknown-parent"
    message = (
        "Đơn vị {unit} ghi cấp trên là {parent}, nhưng không có đơn vị {parent} trong cây. "
        "Hãy thêm đơn vị {parent} hoặc sửa cấp trên của {unit}."
    )


class TreeGoesRound(TreeBroken):
    """No unit is above itself."""

    code = "tree-goes-round"
    message = (
        "Đơn vị {unit} là cấp trên của chính nó, qua {way}. "
        "Hãy sửa cấp trên của một trong các đơn vị này."
    )


class ReachGoesRound(TreeBroken):
    """No unit is above itself, over territory, line and succession together."""

    code = "reach-goes-round"
    message = (
        "Vào ngày {day}, đơn vị {unit} là cấp trên của chính nó, theo địa bàn, theo ngành hoặc do "
        "kế thừa. Hãy sửa cấp trên của đơn vị này hoặc của một đơn vị nằm trên nó."
    )


class UnknownUnit(TreeBroken):
    """Only a unit of the tree can be asked about."""

    code = "unknown-unit"
    message = (
        "Không có đơn vị {unit} trong cây. Hãy chọn một đơn vị khác hoặc kiểm tra ngày hiệu lực."
    )


class SpellEndsBeforeItBegins(TreeBroken):
    """A version of a unit holds for at least one day."""

    code = "spell-ends-before-it-begins"
    message = (
        "Đơn vị {unit}: ngày hết hiệu lực {valid_to} không sau ngày có hiệu lực {valid_from}. "
        "Hãy sửa một trong hai ngày."
    )


class SpellsOverlap(TreeBroken):
    """A unit has one version on any day."""

    code = "spells-overlap"
    message = (
        "Đơn vị {unit} có hai giai đoạn cùng có hiệu lực vào ngày {day}. "
        "Hãy cho giai đoạn trước hết hiệu lực vào ngày giai đoạn sau bắt đầu."
    )


class SpellsLeaveHole(TreeBroken):
    """A unit that ends and comes back needs to be told of."""

    code = "spells-leave-hole"
    message = (
        "Đơn vị {unit} không có giai đoạn nào từ ngày {ended} đến trước ngày {began}. "
        "Hãy nối hai giai đoạn hoặc ghi rõ đơn vị đã tạm ngừng."
    )


class ParentNotInForce(TreeBroken):
    """A unit has a parent that is in force as long as itself."""

    code = "parent-not-in-force"
    message = (
        "Vào ngày {day}, đơn vị {unit} thuộc đơn vị {parent}, nhưng {parent} không có hiệu lực. "
        "Hãy sửa cấp trên hoặc ngày hiệu lực."
    )


class SuccessionTwice(TreeBroken):
    """A predecessor and a successor meet once on a day."""

    code = "succession-twice"
    message = (
        "Việc chuyển từ {predecessor} sang {successor} ngày {day} được ghi hai lần. "
        "Hãy giữ lại một lần."
    )


class ShareOutOfRange(TreeBroken):
    """A share is above 0 and at most 1, or unknown."""

    code = "share-out-of-range"
    message = (
        "Phần của {predecessor} chuyển sang {successor} là {share} %. "
        "Hãy ghi một phần lớn hơn 0 và không quá 100 %, hoặc để trống khi chưa biết."
    )


class SharesNotWhole(TreeBroken):
    """All known shares make the whole; with an unknown one they leave something for it."""

    code = "shares-not-whole"
    message = (
        "Các phần đã biết của {predecessor} ngày {day} cộng lại là {total} %. Khi biết hết, tổng "
        "phải bằng 100 %; khi còn phần chưa biết, tổng phải nhỏ hơn 100 %. Hãy sửa các phần."
    )


class LonePart(TreeBroken):
    """Who gave away a part of unknown size also gave the rest to somebody."""

    code = "lone-part"
    message = (
        "Ngày {day}, một phần của {predecessor} chuyển sang {successor}, còn phần kia chưa ghi "
        "chuyển đi đâu. Hãy ghi đơn vị nhận phần còn lại, hoặc ghi là chuyển toàn bộ."
    )


class SuccessorAlreadyThere(TreeBroken):
    """A unit that goes on and takes something in succeeds itself too."""

    code = "successor-already-there"
    message = (
        "Đơn vị {unit} đã có trước ngày {day} mà được nhận thêm từ đơn vị khác. "
        "Hãy ghi thêm một dòng {unit} chuyển sang chính {unit}."
    )
