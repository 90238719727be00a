#!/bin/sh
# environment.sh VENV REQUIREMENTS…: a virtual environment with exactly these hashed packages.
# Does nothing in 0.1 s when every file is the one it was last made from. One clear line for whatever hinders.
set -eu

venv=$1
shift
needed_mb=2000 # the packages take 850 MB, with tools 1.2 GB, downloads the rest

fail() {
    echo "$*" >&2
    exit 1
}

find_python() {
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
}

made_from() { # is the environment already made from this file?
    [ -x "$venv/bin/python" ] && [ "$(cat "$venv/made-from-$1" 2>/dev/null)" = "$(sha256sum <"$1")" ]
}

done_already() {
    for file in "$@"; do made_from "$file" || return 1; done
}

# pip's lines become a count; what it said stays in the log for when it fails.
install() {
    log="$venv/install.log"
    rm -f "$venv/failed"
    {
        "$venv/bin/python" -m pip install --disable-pip-version-check --no-input --progress-bar off \
            --require-hashes --only-binary :all: -r "$1" 2>&1 || touch "$venv/failed"
    } | tee "$log" | awk -v total="$(grep -c '^[A-Za-z0-9]' "$1")" '
        /^Collecting / { n++; if (n % 20 == 0) { print "  " n " of " total " packages"; fflush() } }
        /^Installing collected/ { print "  all here; unpacking them"; fflush() }' >&2
    [ ! -e "$venv/failed" ] || {
        grep -i '^error' "$log" >&2 || tail -n 5 "$log" >&2
        fail "The packages of $1 could not be installed; the reason stands above. Running make again goes on from here."
    }
}

done_already "$@" && exit 0
touch "$venv.lock" 2>/dev/null || fail "Cannot write in $(pwd): copy Dateline to a folder of yours, or mend its permissions."
exec 9>"$venv.lock"
flock 9 # two commands at once: the second waits and finds all done
done_already "$@" && exit 0

free_mb=$(($(df -Pk . | awk 'NR==2 {print $4}') / 1024))
[ "$free_mb" -ge "$needed_mb" ] || fail "Only $free_mb MB are free in $(pwd); Dateline needs $needed_mb MB: make room there."

if ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    python=$(find_python)
    [ -n "$python" ] || fail "Dateline needs Python 3.11 or newer, found $(python3 --version 2>&1): install one, for example: apt-get install python3.11 python3.11-venv"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || fail "$python cannot make virtual environments: apt-get install python3-venv"
    echo "Making the virtual environment in $venv with $("$python" --version)" >&2
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi
for file in "$@"; do
    made_from "$file" && continue
    echo "Installing the packages of $file (the first time about two minutes, mostly downloads)" >&2
    install "$file"
    sha256sum <"$file" >"$venv/made-from-$file"
done
