"""Reads of the trunk. Every list for a person starts from `scope.visible_to(user)`."""
