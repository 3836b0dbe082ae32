"""Whom and which thing: responsible parties, premises and components; identity and place only."""
