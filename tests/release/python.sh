#!/usr/bin/env bash
# Installs a wheel of the program in `target/debug` into an empty environment, without an index, and builds a site.
set -euo pipefail
cd "$(dirname "$0")/../.."

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
python3 -m venv "$temporary/environment"
bin=$temporary/environment/bin
platform=$("$bin/python" -c 'import sysconfig; print(sysconfig.get_platform().replace("-", "_").replace(".", "_"))')

python3 .github/packages/python/pack.py "$temporary/first" "$platform" target/debug/answerbook
python3 .github/packages/python/pack.py "$temporary/second" "$platform" target/debug/answerbook
cmp "$temporary"/first/*.whl "$temporary"/second/*.whl # the same input gives the same bytes

"$bin/pip" install --quiet --disable-pip-version-check --no-index "$temporary"/first/*.whl
# A pipe would end before pip has printed everything, and fail.
"$bin/pip" show --files answerbook >"$temporary/files"
grep -q 'licenses/LICENSE' "$temporary/files"
"$bin/answerbook" build example-site --out "$temporary/site" --deny-warnings
test -s "$temporary/site/index.html"
test "$("$bin/answerbook" --version)" = "$(target/debug/answerbook --version)"
