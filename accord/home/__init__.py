"""Where the day begins: the navigation, my day, and what the command palette can do."""
