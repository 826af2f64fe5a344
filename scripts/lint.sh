#!/usr/bin/env bash
# All linters; the first finding ends it. The upload scan follows the plugin site's own settings.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv-lint/bin
$bin/ruff check .
$bin/ruff format --check .
$bin/flake8 --select QGS1,QGS4,F --extend-ignore QGS105,QGS106 --max-line-length 200 landguard_plugin
$bin/python tools/qt6_check.py
MYPYPATH=. .venv-lint/bin/mypy --python-executable .venv/bin/python
$bin/bandit -q -r landguard_plugin -s B404,B411
secrets=$($bin/detect-secrets scan --all-files landguard_plugin)
/usr/bin/python3 - "$secrets" <<'PY'
import json, sys
found = json.loads(sys.argv[1])["results"]
for name, hits in found.items():
    for hit in hits:
        print(f"possible secret: {name}:{hit['line_number']} {hit['type']}")
sys.exit(1 if found else 0)
PY
echo "lint: clean"
