"""Pages for staff: today, lists, the case page, maps and the books to keep."""
