# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# Draws the pictures of the documents. They are in git, so that a reader needs no program; tests/docs-check holds them against their sources.

.PHONY: docs-pictures
docs-pictures: docs/architecture.svg ## Draw the pictures of the documents (needs graphviz)

docs/architecture.svg: docs/architecture.dot
	dot -Tsvg -o $@ $<
