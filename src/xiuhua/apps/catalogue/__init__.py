"""What: classes of components and events, their codes, standards and clock rules, as dated rows."""
