"""Pages of logging in, of one's own account, of managing accounts, of the log."""

from phongtrao.access.views.accounts import (
    account,
    account_file,
    account_list,
    change_account,
    give_role,
    move_account,
    open_account,
    take_role,
)
from phongtrao.access.views.entrance import log_in, log_out, second_step
from phongtrao.access.views.journal import journal, journal_file
from phongtrao.access.views.mine import change_password, delegate, mine, revoke, second_factor
from phongtrao.access.views.unsent import drop_unsent

__all__ = [
    "account",
    "account_file",
    "account_list",
    "change_account",
    "change_password",
    "delegate",
    "drop_unsent",
    "give_role",
    "journal",
    "journal_file",
    "log_in",
    "log_out",
    "mine",
    "move_account",
    "open_account",
    "revoke",
    "second_factor",
    "second_step",
    "take_role",
]
