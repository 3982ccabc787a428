#!/usr/bin/env bash
# Install the Debian packages that the tests need, where they are missing: PostgreSQL (a throw-away server is started
# for the tests), Chromium (driven by the browser tests), LibreOffice Writer and Calc (old Word files; opens our tables).
# With the word "java": Java 17 alone, which Spark needs.
set -euo pipefail
missing=()
if [ "${1:-}" = java ]; then
  ls /usr/lib/jvm/java-17-*/bin/java >/dev/null 2>&1 || missing+=(openjdk-17-jre-headless)
else
  ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing+=(postgresql)
  command -v chromium >/dev/null 2>&1 || missing+=(chromium)
  command -v soffice >/dev/null 2>&1 || missing+=(libreoffice-writer-nogui libreoffice-calc-nogui)
  command -v pdftoppm >/dev/null 2>&1 || missing+=(poppler-utils)
fi
[ ${#missing[@]} -eq 0 ] && exit 0
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
echo "installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq || true
if ! "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
  echo "cannot install ${missing[*]}; install them by hand: sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
