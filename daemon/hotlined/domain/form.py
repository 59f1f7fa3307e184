"""The Annex I form: its values (`annex`), text to values (`form_read`), values to text (`form_write`).

`read_form(write_form(form))` gives the same form back, as long as its texts are `normal_text` and its
times are whole seconds.
"""

from hotlined.domain.annex import Answer, Form, Item, missing, normal_text, read_ip, read_url, refang
from hotlined.domain.form_read import FormReading, Problem, read_form
from hotlined.domain.form_write import write_form, write_time

__all__ = [
    "Answer",
    "Form",
    "FormReading",
    "Item",
    "Problem",
    "missing",
    "normal_text",
    "read_form",
    "read_ip",
    "read_url",
    "refang",
    "write_form",
    "write_time",
]
