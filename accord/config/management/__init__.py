"""What an administrator does at the console."""
