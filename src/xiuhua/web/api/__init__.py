"""JSON over the same actions, through django-ninja."""
