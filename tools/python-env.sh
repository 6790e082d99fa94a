#!/usr/bin/env bash
# Makes .venv, the Python of the tests in test/python, from its list of pinned versions. Python 3.11 or newer.
set -euo pipefail
cd "$(dirname "$0")/.."
requirements=test/python/requirements.txt
made_of=.venv/requirements.txt
if cmp --silent "$requirements" "$made_of"; then
  exit
fi
rm -rf .venv
"${PYTHON:-python3}" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --requirement "$requirements"
# Written last: an installation that was cut short is made anew.
cp "$requirements" "$made_of"
