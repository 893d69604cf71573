# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154
# Sourced by ./run, ./test and the programs in this folder; `top` is the project's folder.
export LC_ALL="${LC_ALL:-C.UTF-8}"
export HOME="${HOME:-/tmp}"
# A clone made by somebody else is still a clone that may be read.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'

say() { printf '== %s\n' "$*" >&2; }
stop() { printf '%s\n' "$*" >&2; exit 3; }

# packages_of SECTION...: the packages of those sections of packages.txt.
packages_of() {
    local wanted=" $* " section='' line
    while IFS= read -r line; do
        case $line in
            ''|'#'*) ;;
            '['*']') section=${line#[}; section=${section%]} ;;
            *) [[ $wanted == *" $section "* ]] && printf '%s\n' "$line" ;;
        esac
    done < "$top/tools/packages.txt"
    return 0
}

# missing_packages PACKAGE...: those that are not installed, nor provided by one that is (another nodejs brings npm with it).
missing_packages() {
    local package provided
    provided=$(dpkg-query -W -f='${db:Status-Status} ${Provides}\n' 2>/dev/null | sed -n 's/^installed //p' | tr -s ', ' '\n')
    for package in "$@"; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] && continue
        grep -qxF -- "$package" <<< "$provided" || printf '%s\n' "$package"
    done
}

# need SECTION...: installs what is missing of these sections.
need() {
    local wanted missing as_root=()
    mapfile -t wanted < <(packages_of "$@")
    mapfile -t missing < <(missing_packages "${wanted[@]}")
    (( ${#missing[@]} == 0 )) && return 0
    command -v apt-get >/dev/null || stop "These Debian packages are missing and there is no apt-get: ${missing[*]}"
    if (( EUID != 0 )); then
        command -v sudo >/dev/null || stop "Run this as root or install sudo; missing packages: ${missing[*]}"
        as_root=(sudo)
    fi
    say "installing ${missing[*]}"
    as_root+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o APT::Install-Recommends=false)
    "${as_root[@]}" update </dev/null >&2 || stop "apt-get update failed; is the network there?"
    "${as_root[@]}" install -y "${missing[@]}" </dev/null >&2 || stop "apt-get could not install: ${missing[*]}"
}

# configure FOLDER CMAKE-ARGUMENT...: a build folder that another place configured is made anew.
configure() {
    local folder=$1 cache=$1/CMakeCache.txt
    shift
    if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$top" "$cache"; then
        rm -rf "$folder"
    fi
    cmake -S "$top" -B "$folder" -G Ninja "$@" >&2
}
