"""The documentation as a site: `make docs` has Sphinx build it from the Markdown as it lies here.

The sources are the files that a code host shows, with their own links: the repository is Sphinx's source
folder, and only the pages below are taken.  The order of the site is that of docs/README.md.
"""

import re

from sphinx.application import Sphinx

LISTS = ("docs/README", "docs/decisions/README")
_LINKS = re.compile(r"^- \[([^\]]+)\]\(([^)#]+)\.md\)", re.MULTILINE)

project = "hotlined"
copyright = "2026, the hotlined authors"
extensions = ["myst_parser"]
root_doc = "docs/README"
include_patterns = ["README.md", "CHANGELOG.md", "docs/*.md", "docs/decisions/*.md"]
exclude_patterns = [".*", "build", "daemon", "tests"]
nitpicky = True

myst_heading_anchors = 4  # as code hosts make them, so that a link works here and there
smartquotes = False  # a quotation mark is typed as it stands

html_theme = "furo"
html_title = "hotlined"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_additional_pages = {"index": "to-the-readme.html"}
html_copy_source = False
html_show_sphinx = False
templates_path = ["templates"]


def ordered(page: str) -> str:
    """The tree of the pages that a page lists, with a part for each of its headings."""
    trees = []
    for part in page.split("\n## ")[1:]:
        caption, _, text = part.partition("\n")
        pages = [f"{title.replace('`', '')} <{name}>" for title, name in _LINKS.findall(text)]
        trees.append("\n".join(("```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```")))
    return "\n\n".join(trees)


def _with_order(_: Sphinx, name: str, source: list[str]) -> None:
    if name in LISTS:
        source[0] += "\n" + ordered(source[0])


def setup(sphinx: Sphinx) -> None:
    """Make the tree of pages out of the pages that list them; Sphinx calls this."""
    sphinx.connect("source-read", _with_order)
