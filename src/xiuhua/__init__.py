"""Xiuhua (绣花): fine-grained urban management for a subdistrict."""

__version__ = "0.1.0"
