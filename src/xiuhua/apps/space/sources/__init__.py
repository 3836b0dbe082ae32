"""Read a street from files: OpenStreetMap, GeoJSON, Excel. Files in, drafts out; nothing is written."""
