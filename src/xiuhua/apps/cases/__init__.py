"""The trunk: one problem from report to verified close."""
