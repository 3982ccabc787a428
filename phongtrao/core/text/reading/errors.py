"""Why a file is not read. Each refusal names the file, says what is wrong and what to do."""

from __future__ import annotations

from phongtrao.core.errors import RuleBroken


class FileRefused(RuleBroken):
    """A file that is not read; the gap `name` is the file's name as it may be shown (see
    shown_name).
    """

    code = "file-refused"
    message = "Không đọc được tệp {name}."


class FileNameUnsafe(FileRefused):
    """A name with a folder, control signs or marks that turn the reading direction."""

    code = "file-name-unsafe"
    message = (
        "Tên tệp {name} có thư mục, ký tự điều khiển hoặc dài quá 255 byte. "
        "Hãy đổi tên tệp, chỉ dùng chữ, số, dấu cách, dấu chấm và gạch nối."
    )


class FileNotReadable(FileRefused):
    """The path leads to nothing, to a folder or device, or to a file without the right to read."""

    code = "file-not-readable"
    message = (
        "Không mở được tệp {name}: không tìm thấy, không phải tệp thường hoặc không có quyền đọc."
    )


class FileEmpty(FileRefused):
    """No byte, or nothing but white space."""

    code = "file-empty"
    message = "Tệp {name} không có nội dung. Hãy kiểm tra và chọn lại tệp."


class FileTooLarge(FileRefused):
    """More bytes than one document may have."""

    code = "file-too-large"
    message = (
        "Tệp {name} lớn {size} MB, vượt mức {limit} MB. "
        "Hãy bỏ bớt hình ảnh hoặc tách phụ lục thành tệp riêng."
    )


class FileKindUnknown(FileRefused):
    """The content is of no kind that is read."""

    code = "file-kind-unknown"
    message = (
        "Tệp {name} là {found}, không thuộc loại đọc được. "
        "Hãy dùng .docx, .odt, .pdf có chữ, .html, .md, .txt, .doc hoặc .rtf."
    )


class FileEndingWrong(FileRefused):
    """The ending of the name says another kind than the content."""

    code = "file-ending-wrong"
    message = (
        "Tệp {name} {ending} nhưng nội dung là {found}. "
        "Hãy đổi đuôi cho đúng hoặc mở tệp và lưu lại bằng chương trình soạn thảo."
    )


class FileEncrypted(FileRefused):
    """A password is needed to open it."""

    code = "file-encrypted"
    message = "Tệp {name} được khóa bằng mật khẩu. Hãy bỏ mật khẩu rồi nộp lại."


class FileDamaged(FileRefused):
    """The structure is broken or cut off."""

    code = "file-damaged"
    message = (
        "Tệp {name} bị hỏng hoặc chưa tải hết nên không đọc được. "
        "Hãy mở lại bằng chương trình soạn thảo, lưu thành tệp mới rồi nộp lại."
    )


class FileHasMacros(FileRefused):
    """Program code travels in the document."""

    code = "file-has-macros"
    message = "Tệp {name} có macro (mã lệnh). Hãy lưu lại thành .docx không có macro rồi nộp lại."


class FileHasEntities(FileRefused):
    """An XML part declares a document type or entities: no office program writes them."""

    code = "file-has-entities"
    message = (
        "Tệp {name} có khai báo thực thể XML mà chương trình soạn thảo không bao giờ ghi, "
        "nên không được đọc. "
        "Hãy mở lại bằng chương trình soạn thảo, lưu thành tệp mới rồi nộp lại."
    )


class FileArchiveUnsafe(FileRefused):
    """A member of the archive has a path that leaves it, is a link, or is there twice."""

    code = "file-archive-unsafe"
    message = (
        "Bên trong tệp {name} có đường dẫn lạ ({member}) nên không được đọc. "
        "Hãy mở lại bằng chương trình soạn thảo, lưu thành tệp mới rồi nộp lại."
    )


class FileExpandsTooMuch(FileRefused):
    """The archive holds far more than its size: a bomb."""

    code = "file-expands-too-much"
    message = (
        "Tệp {name} khi giải nén lớn quá mức cho phép ({limit} MB). "
        "Hãy kiểm tra nguồn gốc tệp; nếu là văn bản thật, hãy bỏ bớt hình ảnh và lưu lại."
    )


class FileTooComplex(FileRefused):
    """Elements nested too deeply, or too many of them."""

    code = "file-too-complex"
    message = (
        "Tệp {name} có cấu trúc lồng nhau quá sâu hoặc quá nhiều trang. "
        "Hãy chép nội dung sang một văn bản mới rồi nộp lại."
    )


class FileTooSlow(FileRefused):
    """Reading took longer than its time."""

    code = "file-too-slow"
    message = (
        "Đọc tệp {name} quá {seconds} giây nên đã dừng. "
        "Hãy chép nội dung sang một văn bản mới hoặc tách tệp rồi nộp lại."
    )


class FileTooHeavy(FileRefused):
    """Reading needed more memory than it may have."""

    code = "file-too-heavy"
    message = (
        "Đọc tệp {name} cần quá {limit} MB bộ nhớ nên đã dừng. "
        "Hãy bỏ bớt hình ảnh, bảng biểu hoặc tách tệp rồi nộp lại."
    )


class TextTooLong(FileRefused):
    """More text than any plan has."""

    code = "text-too-long"
    message = (
        "Tệp {name} có hơn {limit} ký tự. Hãy tách văn bản chính và các phụ lục thành nhiều tệp."
    )


class PdfWithoutText(FileRefused):
    """The pages are pictures: scanned or photographed."""

    code = "pdf-without-text"
    message = (
        "Tệp {name} là bản quét (ảnh), không có chữ để đọc. "
        "Hãy chạy nhận dạng chữ (OCR) trước, hoặc nộp tệp Word gốc."
    )


class FileWithoutText(FileRefused):
    """A document of pictures or empty pages."""

    code = "file-without-text"
    message = (
        "Tệp {name} không có chữ nào đọc được, chỉ có hình hoặc trang trắng. "
        "Hãy chạy nhận dạng chữ (OCR) trước, hoặc nộp tệp gốc."
    )


class SheetKindUnknown(FileRefused):
    """A table comes as a workbook or as comma-separated lines."""

    code = "sheet-kind-unknown"
    message = "Tệp {name} không phải bảng tính đọc được. Hãy dùng tệp .xlsx hoặc .csv."


class SheetTooLarge(FileRefused):
    """More lines than one table may have."""

    code = "sheet-too-large"
    message = "Bảng trong tệp {name} có hơn {limit} dòng. Hãy chia bảng thành nhiều tệp."


class NeedsLibreOffice(FileRefused):
    """Old Word and RTF files are read through LibreOffice, which is not installed."""

    code = "needs-libreoffice"
    message = (
        "Đọc tệp {name} cần có LibreOffice trên máy chủ, máy này chưa cài. "
        "Hãy lưu tệp thành .docx rồi nộp lại, hoặc đề nghị quản trị cài LibreOffice Writer."
    )


class EncodingUnknown(FileRefused):
    """Bytes that are Vietnamese text in none of the known encodings."""

    code = "text-encoding-unknown"
    message = (
        "Không nhận ra bảng mã của tệp {name} (đã thử Unicode, Windows-1258, TCVN3, VNI). "
        "Hãy mở tệp và lưu lại với bảng mã UTF-8."
    )


REFUSALS: dict[str, type[FileRefused]] = {
    "file-refused": FileRefused,
    **{refusal.code: refusal for refusal in FileRefused.__subclasses__()},
}
