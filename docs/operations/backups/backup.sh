#!/bin/sh
# Writes a backup with today's date into a folder, and deletes those that are older than 30 days.
# Usage: backup.sh FOLDER
set -eu
portico backup "$1/portico-$(date +%F).backup"
find "$1" -name 'portico-*.backup' -mtime +30 -delete
