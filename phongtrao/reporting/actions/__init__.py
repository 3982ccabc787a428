"""What is done with forms, periods and reports; each checked, logged and whole."""
