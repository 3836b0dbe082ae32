"""What whoever watches the server sees: log lines, figures, and whether it lives. No personal data."""
