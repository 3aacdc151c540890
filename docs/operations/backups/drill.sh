#!/bin/sh
# Restores a backup into a new SQLite file, and lists its organisations. It changes nothing else.
# Usage: drill.sh FILE
set -eu
file=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
export PORTICO_DATABASE_URL="sqlite://$folder/drill.db?mode=rwc"
portico restore "$file"
portico organisation list
