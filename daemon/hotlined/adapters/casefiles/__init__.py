"""The store on TinyDB files, one a stream (DESIGN section 8); `layout` shows where everything lies."""

from hotlined.adapters.casefiles.store import CaseFiles
from hotlined.adapters.casefiles.verifying import history, verify

__all__ = ["CaseFiles", "history", "verify"]
