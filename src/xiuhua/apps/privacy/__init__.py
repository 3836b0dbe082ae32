"""Personal data across all offices: what is held, requests of persons, retention, erasure and export."""
