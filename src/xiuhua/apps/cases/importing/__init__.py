"""Real service requests of other systems, brought in from their own files.

mapping       what the file's columns mean, from a small TOML
reading       the file itself: checked as a whole, then row by row, in constant memory
moments       dates and times in the file's own forms
areas         polygons that come with it
interpreting  one row → one request, or the reason why not
preparing     subdistrict, source, classes and grids that the requests need
writing       a batch of requests → cases, clocks, history
The act itself is `cases.actions.importing`.
"""
