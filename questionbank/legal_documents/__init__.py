"""The documents that questions rest on."""
