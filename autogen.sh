#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes ./configure from configure.ac: needed once after a clone, and never from a release archive.
set -e
cd "$(dirname "$0")"
mkdir -p m4
exec autoreconf --install --force
