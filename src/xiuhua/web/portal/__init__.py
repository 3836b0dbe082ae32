"""Pages for residents: report with a photo and a point, follow by number and check word."""
