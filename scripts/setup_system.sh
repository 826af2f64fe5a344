#!/usr/bin/env bash
# Installs the system packages LandGuard needs on Debian 12 (as root). Does nothing when they are all there.
set -euo pipefail

headless=(qgis python3-qgis qgis-providers)
others=(python3-venv python3-pil python3-cryptography python3-scipy python3-pyproj python3-psycopg2 proj-bin xvfb openbox xdotool imagemagick bc zip unzip git make
  fonts-noto-cjk fonts-open-sans qttranslations5-l10n pyqt5-dev-tools qttools5-dev-tools
  poppler-utils postgresql-15 postgresql-15-postgis-3 libreoffice-calc-nogui libreoffice-writer-nogui)

missing() {
  local name
  for name in "$@"; do
    dpkg-query -W -f='${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || echo "$name"
  done
}

qgis_is_old_enough() { dpkg --compare-versions "$(dpkg-query -W -f='${Version}' qgis 2>/dev/null || echo 0)" lt 1:3.40 2>/dev/null \
  && dpkg --compare-versions "$(dpkg-query -W -f='${Version}' qgis 2>/dev/null || echo 0)" lt 3.40; }

if [ -z "$(missing "${headless[@]}" "${others[@]}")" ] && ! qgis_is_old_enough; then
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  echo "setup: these packages are missing and need root to install: $(missing "${headless[@]}" "${others[@]}" | tr '\n' ' ')" >&2
  echo "setup: run 'sudo bash scripts/setup_system.sh' once, then make again." >&2
  exit 1
fi

# QGIS 3.40 is in Debian's backports; the mirror is taken from the machine, so no host is named here.
if ! grep -rqs bookworm-backports /etc/apt/sources.list.d /etc/apt/sources.list; then
  uri=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -1)
  [ -n "$uri" ] || uri=$(awk '/^deb .*bookworm main/ {print $2; exit}' /etc/apt/sources.list 2>/dev/null || true)
  printf 'Types: deb\nURIs: %s\nSuites: bookworm-backports\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
    "${uri:-http://deb.debian.org/debian}" > /etc/apt/sources.list.d/landguard-backports.sources
fi
export DEBIAN_FRONTEND=noninteractive
apt_options=(-y -qq --no-install-recommends -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3)
apt-get update -qq -o DPkg::Lock::Timeout=600
# A cluster on install would start a server nobody asked for.
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
apt-get install "${apt_options[@]}" -t bookworm-backports "${headless[@]}" >/dev/null
apt-get install "${apt_options[@]}" "${others[@]}" >/dev/null
