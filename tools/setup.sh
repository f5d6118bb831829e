#!/usr/bin/env bash
# Makes .venv and looks for the programs and fonts that docgen finds at run time. Called by make.
# Where nothing has changed it does nothing. --retry asks once more for refused system packages;
# --tests looks for what only the tests need, too.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.venv
stamp=$venv/.setup-done
refused=$venv/.setup-refused
tests=

say() { printf '%s\n' "$@" >&2; }

# --- system packages ---------------------------------------------------------------------------

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && as_root true 2>/dev/null
}

# One package that this release does not have must not keep the others out.
install_packages() {
    local log package
    log=$(mktemp)
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120)
    local install=("${apt[@]}" install -y --no-install-recommends)
    say "正在安装系统软件包 / installing: $*"
    as_root "${apt[@]}" update >"$log" 2>&1 || true
    if ! as_root "${install[@]}" "$@" >>"$log" 2>&1; then
        for package in "$@"; do
            as_root "${install[@]}" "$package" >>"$log" 2>&1 || true
        done
        grep -E '^(E|Err|W):' "$log" | sort -u | tail -n 5 >&2 || true
    fi
    rm -f "$log"
}

# A part of LibreOffice: sw is Writer, sc Calc, sd Impress, sm Math.
has_office() {
    local office
    office=$(command -v soffice || command -v libreoffice) || return 1
    office=$(dirname "$(readlink -f "$office")")
    # LibreOffice can be here without the part. Other layouts than the usual one are trusted.
    [ "${office##*/}" != program ] || [ -e "$office/lib$1lo.so" ]
}

# The browser without windows takes four fifths of the CPU that the one with windows takes.
missing_browser() {
    local name
    for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name" >/dev/null; then return; fi
    done
    # Not every release has it by itself.
    if apt-cache show chromium >/dev/null 2>&1 && ! apt-cache show chromium-headless-shell >/dev/null 2>&1; then
        echo chromium
    else
        echo chromium-headless-shell
    fi
}

missing_packages() {
    local families
    families=$(fc-list : family 2>/dev/null || true)
    has_office sw || echo libreoffice-writer-nogui
    has_office sc || echo libreoffice-calc-nogui
    has_office sd || echo libreoffice-impress-nogui
    has_office sm || echo libreoffice-math-nogui
    command -v fc-list >/dev/null || echo fontconfig
    grep -q 'Noto Serif CJK SC' <<<"$families" || echo fonts-noto-cjk
    grep -q 'LXGW WenKai' <<<"$families" || echo fonts-lxgw-wenkai
    grep -q 'Liberation Serif' <<<"$families" || echo fonts-liberation
    command -v pdftoppm >/dev/null || echo poppler-utils
    command -v qpdf >/dev/null || echo qpdf
    [ -z "$tests" ] || missing_browser
}

say_missing() {
    say "" "缺少以下程序或字体；不靠它们的部分照常生成。" \
        "Missing programs or fonts; whatever does not need them is built all the same:"
    if command -v apt-get >/dev/null; then
        say "    sudo apt-get install --no-install-recommends $*" \
            "装好后（或要再试自动安装）：make setup"
    else
        say "    $*" \
            "请安装 LibreOffice Writer、Calc、Impress、Math、思源宋体（Noto Serif CJK SC）、霞鹜文楷（LXGW WenKai）、" \
            "Liberation 字体、fontconfig、poppler、qpdf 中缺少的。上面是 Debian 的软件包名。" \
            "Above are the names of the Debian packages; install what this system calls them."
    fi
    say ""
}

set_up_programs() {
    local missing
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -eq 0 ] && return
    if [ ! -e "$refused" ] && may_install; then
        install_packages "${missing[@]}"
        mapfile -t missing < <(missing_packages)
        [ ${#missing[@]} -eq 0 ] && return
        touch "$refused"
    fi
    say_missing "${missing[@]}"
}

# --- Python ------------------------------------------------------------------------------------

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    say "没有找到 Python 3.11 或更高版本：请先安装，或用 make PYTHON=路径 指定。" \
        "Python 3.11 or newer was not found: install it, or name one with make PYTHON=path."
    return 1
}

# An environment that was copied or moved here still points at its old place.
venv_is_sound() {
    grep -qsF "$PWD/$venv" "$venv/bin/activate" && "$venv/bin/python" -c '' 2>/dev/null
}

# Debian ships venv's ensurepip apart (python3-venv). Without it an environment can still be made
# bare and filled by the system's pip, from 22.3 on.
make_venv() {
    local python=$1
    rm -rf "$venv"
    if ! "$python" -m ensurepip --version >/dev/null 2>&1; then
        if "$python" -m pip --python "$python" --version >/dev/null 2>&1; then
            "$python" -m venv --without-pip "$venv"
            return
        fi
        if may_install; then install_packages python3-venv; fi
    fi
    "$python" -m venv "$venv" >/dev/null && return
    rm -rf "$venv"
    say "这个 Python 缺 venv 和 pip：请先安装 python3-venv（sudo apt-get install python3-venv）。" \
        "This Python has neither venv nor pip: install python3-venv."
    return 1
}

venv_pip() {
    local python=$1
    shift
    local pip=("$python" -m pip --python "$venv/bin/python")
    if [ -e "$venv/bin/pip" ]; then pip=("$venv/bin/python" -m pip); fi
    "${pip[@]}" --disable-pip-version-check --no-input --quiet "$@"
}

fingerprint() {
    echo "$PWD"
    cksum requirements.lock tools/reading.lock pyproject.toml tools/setup.sh
}

set_up_python() {
    if venv_is_sound && [ "$(fingerprint)" = "$(cat "$stamp" 2>/dev/null)" ]; then return; fi
    local python
    python=$(find_python)
    say "正在准备 Python 环境（只在第一次）/ setting up $venv with $python"
    rm -f "$stamp"
    venv_is_sound || make_venv "$python"
    venv_pip "$python" install --require-hashes -r requirements.lock
    venv_pip "$python" install --require-hashes -r tools/reading.lock ||
        say "识别扫描件文字的组件没有装上；其余照常。再试：make setup" \
            "What reads scans could not be installed; all else works. To try again: make setup"
    venv_pip "$python" install --no-deps --no-build-isolation --editable .
    fingerprint >"$stamp"
}

for option in "$@"; do
    case $option in
    --tests) tests=yes ;;
    --retry) retry=yes ;;
    esac
done
if [ -n "${retry:-}" ]; then rm -f "$refused" "$stamp"; fi
set_up_python
set_up_programs
