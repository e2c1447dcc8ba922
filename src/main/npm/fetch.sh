#!/bin/sh
# Called by the build: takes NiiVue, the viewer of 'bidsveil review', by npm into .npm/, once. The lock
# file pins every package by its SHA-512 and names no registry, so the user's own npm settings hold.
# Without npm, or without a network the first time, the program is built all the same, and only
# 'bidsveil review' refuses, saying why.
set -u
source=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 74
target=$source/../../../.npm
bundle=$target/node_modules/@niivue/niivue/dist/niivue.umd.js

if [ -f "$target/viewer/niivue.js" ] && cmp -s "$source/package-lock.json" "$target/viewer/lock"; then
  exit 0
fi
if ! command -v npm >/dev/null 2>&1; then
  echo "npm is missing: building without NiiVue, so 'bidsveil review' will not work (Debian: apt-get install npm)"
  exit 0
fi
mkdir -p "$target" && cp "$source/package.json" "$source/package-lock.json" "$target/" || exit 73
if ! (cd "$target" && npm ci --ignore-scripts --omit=optional --omit=dev --prefer-offline --no-audit --no-fund --loglevel=error) || [ ! -f "$bundle" ]; then
  echo "npm could not take NiiVue: building without it, so 'bidsveil review' will not work; build again with a network"
  exit 0
fi
rm -rf "$target/viewer" "$target/viewer.new"
mkdir "$target/viewer.new" && cp "$bundle" "$target/viewer.new/niivue.js" || exit 73
{
  cat "$source/niivue-licence.txt"
  find "$target/node_modules" -iname 'licen[sc]e*' -type f | LC_ALL=C sort | while read -r file; do
    printf '\n\n== %s ==\n\n' "$(dirname -- "${file#"$target/node_modules/"}")"
    cat "$file"
  done
} >"$target/viewer.new/licences.txt"
cp "$source/package-lock.json" "$target/viewer.new/lock"
mv "$target/viewer.new" "$target/viewer"
