"""What changes reaches every open page within a second: one event stream per tab, one reader of events per process."""
