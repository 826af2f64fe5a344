#!/usr/bin/env bash
# Opens QGIS with the packaged plugin in a profile of its own under out/profile; your own profile is not touched.
set -euo pipefail
cd "$(dirname "$0")/.."
profile=out/profile/profiles/landguard
mkdir -p "$profile/python/plugins" "$profile/QGIS"
rm -rf "$profile/python/plugins/landguard_plugin"
unzip -q -o "$(ls dist/landguard_plugin-*.zip | tail -1)" -d "$profile/python/plugins"
[ -e "$profile/QGIS/QGIS3.ini" ] || printf '[PythonPlugins]\nlandguard_plugin=true\nprocessing=true\n[locale]\noverrideFlag=true\nuserLocale=%s\n' \
  "${LANDGUARD_LOCALE:-zh-Hans}" > "$profile/QGIS/QGIS3.ini"
unset QT_QPA_PLATFORM
PYTHONPATH="$PWD/.venv/lib/python3.11/site-packages" exec qgis --profiles-path "$PWD/out/profile" --profile landguard "$@"
