"""The store on TinyDB files, one a stream (DESIGN section 8); `layout` shows where everything lies."""

from hotlined.adapters.casefiles.audit import history, verify
from hotlined.adapters.casefiles.store import CaseFiles

__all__ = ["CaseFiles", "history", "verify"]
