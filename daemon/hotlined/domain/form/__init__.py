"""The Annex I form: its values (`annex`), text to values (`read`, `reading`), values to text (`write`).

`read_form(write_form(form))` gives the same form back, as long as its texts are `normal_text` and its
times are whole seconds.
"""

from hotlined.domain.form.annex import Answer, Form, Item, missing, normal_text
from hotlined.domain.form.item_urls import same_url
from hotlined.domain.form.read import has_fields, read_form, unlabelled
from hotlined.domain.form.reading import Block, FormReading, Problem
from hotlined.domain.form.write import write_back, write_form, write_time

__all__ = [
    "Answer", "Block", "Form", "FormReading", "Item", "Problem", "has_fields", "missing", "normal_text",
    "read_form", "same_url", "unlabelled", "write_back", "write_form", "write_time",
]  # fmt: skip
