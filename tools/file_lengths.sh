#!/usr/bin/env bash
# No source file over 400 lines; a longer one becomes a folder of the same name.
long=$(git ls-files --cached --others --exclude-standard '*.py' '*.css' '*.js' '*.html' | grep -v /migrations/ | xargs -r wc -l | awk '$2 != "total" && $1 > 400 {print $2 " (" $1 ")"}')
[ -z "$long" ] || { echo "files over 400 lines:"; echo "$long"; exit 1; }
