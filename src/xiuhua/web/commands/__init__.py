"""Commands that cross floors: load_demo, import_requests, rules and the like."""
