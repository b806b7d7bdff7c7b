#!/bin/sh
# Makes a virtual environment with the first Python that will do: venv.sh FOLDER PYTHON…
set -eu
folder=$1
shift

for candidate in "$@"; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "${python:-}" ]; then
    echo "Doorstep needs Python 3.11 or newer, and found none among: $*" >&2
    echo "Install one (on Debian and Ubuntu: apt-get install python3 python3-venv) or name it: make PYTHON=/path/to/it" >&2
    exit 1
fi

makes_environments() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null
}

# Debian splits this part of Python off.
if ! makes_environments && [ "$(id -u)" = 0 ] && grep -qx 'ID=debian' /etc/os-release; then
    echo "Installing with apt: python3-venv"
    apt-get update --quiet=2
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends python3-venv >/dev/null
fi
if ! makes_environments; then
    echo "$python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi

echo "Making $folder with $python ($("$python" --version))"
"$python" -m venv --clear "$folder"
