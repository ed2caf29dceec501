"""Authors keep here the legal documents that questions rest on."""
