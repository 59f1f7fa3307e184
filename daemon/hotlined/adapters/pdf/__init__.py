"""The report on paper, on fpdf2.

`annex` lays out the form, `sheet` is a page of ruled rows, `typeset` lays lines, `faces` are the typefaces.
"""

from hotlined.adapters.pdf.annex import annex_pdf

__all__ = ["annex_pdf"]
