"""Write the log, and send each line on to the syslog of the installation."""

from phongtrao.audit.actions.exporting import acts_in, comes_from
from phongtrao.audit.actions.writing import log, logged_last

__all__ = ["acts_in", "comes_from", "log", "logged_last"]
