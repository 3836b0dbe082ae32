"""One Django app per office of the subdistrict: tables, writes (actions) and reads (queries)."""
