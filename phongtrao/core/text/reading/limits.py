"""How much a file may cost to read. Every number is a bound of the program, not of the law."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024

# A plan with its appendices is 20 kB to 2 MB; 20 MB leaves room for pictures and maps, and is what
# a mail server takes.
FILE_BYTES_MAX = 20 * MEGABYTE
# What all members of an archive (.docx, .odt) may inflate to: ten times the largest file.
INFLATED_BYTES_MAX = 200 * MEGABYTE
# One XML part: its tree takes about eight times as much memory, and must stay under
# MEMORY_BYTES_MAX.
PART_BYTES_MAX = 48 * MEGABYTE
# A report with a picture on every page has some hundred members.
ARCHIVE_MEMBERS_MAX = 4_000
# Repetitive XML shrinks to about 1:60; from RATIO_FREE_BYTES on, more than 1:200 is a bomb.
INFLATION_RATIO_MAX = 200
RATIO_FREE_BYTES = 16 * MEGABYTE
# About 3,000 printed pages; the longest real plan seen has 45.
TEXT_CHARACTERS_MAX = 6_000_000
PDF_PAGES_MAX = 3_000
# A province has some five thousand bodies; a table of twice that many lines and as many again.
SHEET_ROWS_MAX = 20_000
SHEET_COLUMNS_MAX = 60
CELL_CHARACTERS_MAX = 1_000
# Elements inside one another: Word, LibreOffice and web pages stay under 60.
NESTING_MAX = 200
# A plan is read in well under a second; a PDF of two thousand pages takes half a minute.
CPU_SECONDS_MAX = 60
WALL_SECONDS_MAX = 90
MEMORY_BYTES_MAX = 1024 * MEGABYTE
# LibreOffice starts cold in 2 to 20 seconds, and maps several libraries of hundreds of megabytes.
OFFICE_SECONDS_MAX = 90
OFFICE_MEMORY_BYTES_MAX = 6 * 1024 * MEGABYTE


@dataclass(frozen=True)
class ReadingLimits:
    """Bounds of one reading: sizes in bytes, times in seconds, text in characters.

    scans: a PDF of pictures is taken too, with whatever words stand on it.
    """

    file_bytes: int = FILE_BYTES_MAX
    inflated_bytes: int = INFLATED_BYTES_MAX
    part_bytes: int = PART_BYTES_MAX
    archive_members: int = ARCHIVE_MEMBERS_MAX
    text_characters: int = TEXT_CHARACTERS_MAX
    pdf_pages: int = PDF_PAGES_MAX
    cpu_seconds: int = CPU_SECONDS_MAX
    wall_seconds: int = WALL_SECONDS_MAX
    memory_bytes: int = MEMORY_BYTES_MAX
    office_seconds: int = OFFICE_SECONDS_MAX
    office_memory_bytes: int = OFFICE_MEMORY_BYTES_MAX
    scans: bool = False


DEFAULT_LIMITS = ReadingLimits()
