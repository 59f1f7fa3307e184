"""Templates (`app.ports.Templates`), on jinja2.

`templates` renders; `files` says which files a mail takes, `sandbox` what they may do, `filters` and `worded`
how values are shown.  `said` are the program's own sentences in the analyst's language, `asked` what a
site's own template asks for, `faults` what is said of one that is wrong.
"""

from hotlined.adapters.render.templates import JinjaTemplates

__all__ = ["JinjaTemplates"]
