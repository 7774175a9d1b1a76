"""`python -m accord` is the `accord` command."""

from accord.config.command import main

if __name__ == "__main__":
    main()
