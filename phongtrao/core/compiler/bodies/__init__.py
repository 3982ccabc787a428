"""Lists of bodies in Vietnamese sentences: where each name begins and ends, and which names make
one entry.
"""

from __future__ import annotations

from phongtrao.core.compiler.bodies.names import ends_in_duty
from phongtrao.core.compiler.bodies.reader import Bodies, BodyReader

__all__ = ["Bodies", "BodyReader", "ends_in_duty"]
