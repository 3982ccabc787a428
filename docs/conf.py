"""How the manual and the developers' pages are built."""

project = "Phong Trào"
author = "Phong Trào"
language = "vi"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_title = "Phong Trào"
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
