"""What is done to accounts: open, keep, let in; give and lend roles."""

from phongtrao.access.actions.accounts import open_account

__all__ = ["open_account"]
