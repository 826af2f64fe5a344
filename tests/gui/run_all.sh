#!/usr/bin/env bash
# Drives a real QGIS Desktop through every scene (tests/gui/scene_*.py) with the packaged plugin, in Chinese and English.
#   run_all.sh [SCENE ...]      pictures and logs go to out/gui/SCENE-LANGUAGE/
set -uo pipefail
cd "$(dirname "$0")/../.."
zip=$(ls dist/landguard_plugin-*.zip | tail -1)
export FONTCONFIG_FILE=$PWD/scripts/fonts-zh.conf
scenes=("$@"); [ $# -gt 0 ] || scenes=(tests/gui/scene_*.py)
failed=0
for scene in "${scenes[@]}"; do
  name=$(basename "$scene" .py)
  languages=$(sed -n 's/^# languages: *//p' "$scene"); limit=$(sed -n 's/^# seconds: *//p' "$scene")
  size=$(sed -n 's/^# screen: *//p' "$scene")
  for language in ${languages:-zh-Hans}; do
    out=out/gui/$name-$language; mkdir -p out/gui
    if bash tests/gui/gui_run.sh -o "$out" -t "${limit:-120}" -l "$language" -g "${size:-1366x768}" -z "$zip" \
        -y "$PWD/.venv/lib/python3.11/site-packages" "$scene" > "$out.log" 2>&1; then
      echo "desktop: $name $language ok ($(ls "$out"/*.png 2>/dev/null | wc -l) pictures in $out)"
    else
      echo "desktop: $name $language FAILED"; cat "$out.log"; tail -30 "$out/qgis.log" 2>/dev/null; failed=1
    fi
  done
done
exit $failed
