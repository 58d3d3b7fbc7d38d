#!/usr/bin/env bash
# Installs what the tests need and runs all of them. The machine must have Rust, Node and Python. Browsers and PostgreSQL
# are installed as system packages, everything else in `target/` and `tests/browser/node_modules`.
# `tests/run.sh quick` skips the browser tests.
set -euo pipefail
cd "$(dirname "$0")/.."

quick=${1:-}
# The tests build this program. `cargo run` would build some packages again, with other features.
program=${CARGO_TARGET_DIR:-target}/debug/answerbook
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0

step() { # step NAME COMMAND…: one check that passes or fails as a whole
  local name=$1 start=$SECONDS
  shift
  if "$@" >"$log" 2>&1; then
    passed=$((passed + 1))
    printf 'ok    %-46s %4d s\n' "$name" $((SECONDS - start))
  else
    failed=$((failed + 1))
    printf 'FAIL  %s\n' "$name"
    tail -n 120 "$log" | sed 's/^/      /'
  fi
}

suite() { # suite NAME COMMAND…: tests that count themselves, as cargo does or as `N passed, N failed`
  local name=$1 start=$SECONDS status=0
  shift
  "$@" >"$log" 2>&1 || status=$?
  local ok bad
  ok=$(grep -oE '[0-9]+ passed' "$log" | awk '{ sum += $1 } END { print sum + 0 }')
  bad=$(grep -oE '[0-9]+ failed' "$log" | awk '{ sum += $1 } END { print sum + 0 }')
  # A suite that fails without counting a failure, or that runs no tests, counts as one failure.
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] || [ $((ok + bad)) -eq 0 ]; then bad=1; fi
  passed=$((passed + ok))
  failed=$((failed + bad))
  if [ "$bad" -eq 0 ]; then
    printf 'ok    %-46s %4d s  %d tests\n' "$name" $((SECONDS - start)) "$ok"
  else
    printf 'FAIL  %s (%d passed, %d failed)\n' "$name" "$ok" "$bad"
    grep -vE '^test .* \.\.\. ok$' "$log" | tail -n 200 | sed 's/^/      /'
  fi
}

where_possible() { # where_possible INSTALL NAME COMMAND…: a suite whose programs not every machine can get
  if "$1" >"$log" 2>&1; then
    suite "${@:2}"
    return
  fi
  printf 'NOT CHECKED: %s, because its programs could not be installed\n' "$2"
  tail -n 5 "$log" | sed 's/^/      /'
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_browser() {
  if [ -z "${CHROMIUM:-}" ] && ! command -v chromium >/dev/null; then
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium
  fi
}

install_engines() { # Firefox and WebKit, with the display that WebKit needs
  command -v firefox-esr WebKitWebDriver Xvfb >/dev/null && return
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends firefox-esr webkit2gtk-driver xvfb
}

install_packages() { (cd tests/browser && npm ci --no-audit --no-fund --loglevel=error); }

site() { # site DIR: builds an Answerbook site as strictly as CI should
  local out
  out=$(mktemp -d)
  "$program" build "$1" --out "$out" --deny-warnings
  rm -rf "$out"
}

install_postgres() { # the receiver's tests start a cluster of their own from it
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && return
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql
}

install_servers() { # nginx and Apache answer requests with the files that builds write for them
  [ -x /usr/sbin/nginx ] && [ -x /usr/sbin/apache2 ] && return
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light apache2
}

install_ssh() { # a server for the commands of the docs
  [ -x /usr/sbin/sshd ] && [ -x /usr/bin/rsync ] && [ -x /usr/bin/sftp ] && return
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openssh-server openssh-client rsync
}

install_stores() { # moto speaks S3, Azurite is the emulator of Azure
  local folder=${CARGO_TARGET_DIR:-target}/stores
  mkdir -p "$folder"
  [ -x "$folder/python/bin/moto_server" ] || {
    python3 -m venv "$folder/python" &&
      "$folder/python/bin/pip" install --quiet --disable-pip-version-check 'moto[s3]==5.2.5' flask flask-cors
  } || return
  [ -x "$folder/node_modules/.bin/azurite-blob" ] ||
    npm install --prefix "$folder" --no-audit --no-fund --loglevel=error azurite@3.35.0
}

install_python() { # environments of Python are a package of their own on Debian
  python3 -c 'import ensurepip, tomllib' && return
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv
}

duplicates() { # names of linked packages that are there in more than one version, for people to see
  cargo tree --locked --duplicates --depth 0 --edges normal --target all --prefix none | awk 'NF { print $1 }' | sort -u
}

rustup component add rustfmt clippy >/dev/null 2>&1 || true
step 'formatting' cargo fmt --check
step 'clippy, pedantic, no warnings' cargo clippy --all-targets --locked -- -D warnings
step 'a program without stores of objects' cargo check --locked --no-default-features
step 'PostgreSQL installed' install_postgres
step 'nginx and Apache installed' install_servers
suite 'Rust: unit, fixtures, properties, hostile input' cargo test --locked --no-fail-fast
printf 'note  in several versions: %s\n' "$(duplicates 2>/dev/null | paste -sd ' ' -)"
step 'documentation comments, no warnings' env RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --locked
step 'example-site builds without a warning' site example-site
step 'docs build without a warning' site docs
step 'packages of the tests installed' install_packages
step "types of the theme's scripts" tests/browser/node_modules/.bin/tsc -p tests/browser/types
suite 'the search engine of the browser' env ANSWERBOOK="$program" node tests/search/run.mjs
step 'the benchmark of builds runs' env ANSWERBOOK="$program" python3 tests/bench/peers.py --articles 40 --runs 1 --tools answerbook
step 'workflows and templates of .github' node --test --test-force-exit tests/release/workflows.mjs
step 'bill of materials' node --test tests/release/bill.mjs
step 'npm packages install, and build a site' bash tests/release/npm.sh
step 'Python installed' install_python
step 'a wheel installs, and builds a site' bash tests/release/python.sh
where_possible install_stores 'publish to S3 and Azure, killed and continued' env ANSWERBOOK="$program" node tests/publish/servers.mjs
where_possible install_ssh 'the commands for rsync and SFTP' env ANSWERBOOK="$program" node tests/publish/copying.mjs
if [ "$quick" != quick ]; then
  step 'browser installed' install_browser
  suite 'a real browser on the built pages' node tests/browser/run.mjs
  step 'Firefox and WebKit installed' install_engines
  suite 'the same checks in three engines' node tests/browser/three.mjs
  suite 'a real browser on layouts and long content' node tests/browser/layout.mjs
  suite 'a real browser on help centers at the limits' node tests/browser/extremes.mjs
  suite 'notices, contact, tabs and pictures' node tests/browser/messages.mjs
  suite 'the passages that answer a search' node tests/browser/passages.mjs
  suite 'a real browser on pages in other languages' node tests/browser/languages.mjs
  suite 'a real browser between versions and languages' node tests/browser/editions.mjs
  suite 'a real browser on pages of an untrusted writer' node tests/browser/untrusted.mjs
  suite 'feedback, contact and insights, all the way' node tests/browser/circle.mjs
  suite 'what pages send, and to whom' node tests/browser/listening.mjs
  suite 'the ways to a person' node tests/browser/contact.mjs
  suite 'a real browser on pages while they are written' node tests/browser/preview.mjs
fi

echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
