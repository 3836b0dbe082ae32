"""The ground floor: subdistrict, history, files, outbox, idempotency keys, calendars and the one clock."""
