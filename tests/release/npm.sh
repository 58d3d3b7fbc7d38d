#!/usr/bin/env bash
# Installs npm packages of the program in `target/debug` into an empty folder, without a registry, and builds a site.
set -euo pipefail
cd "$(dirname "$0")/../.."

root=$PWD
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
platform=$(node -p '`${process.platform}-${process.arch}`')
node .github/packages/npm/pack.mjs "$temporary/packages" "$platform=target/debug/answerbook"

mkdir "$temporary/team"
cd "$temporary/team"
npm install --offline --no-audit --no-fund --loglevel=error "$temporary"/packages/*.tgz
npx --offline answerbook build "$root/example-site" --out "$temporary/site" --deny-warnings
test -s "$temporary/site/index.html"
test "$(npx --offline answerbook --version)" = "$("$root/target/debug/answerbook" --version)"

status=0
npx --offline answerbook check "$temporary/missing" 2>"$temporary/error" || status=$?
test "$status" = 2 # the program's own exit code

# The launcher passes signals on, and both processes exit.
mkdir "$temporary/help"
echo '# Refunds' >"$temporary/help/refunds.md"
exec {lines}< <(exec node node_modules/answerbook/launch.js serve "$temporary/help" --port 0 2>&1)
launcher=$!
while read -r line <&"$lines" && [[ $line != *http://* ]]; do :; done
[[ $line = *http://* ]]
program=$(ps -o pid= --ppid "$launcher" | tr -d ' ')
kill -TERM "$launcher"
cat <&"$lines" >/dev/null # ends when both have closed it
! kill -0 "$program" 2>/dev/null

# Without the package for its platform, the launcher reports what is missing.
rm -r "node_modules/answerbook-$platform"
status=0
npx --offline answerbook --version 2>"$temporary/error" || status=$?
test "$status" = 2
grep -q "the package \`answerbook-$platform\` is not installed" "$temporary/error"
