"""The bank keeps questions, their revisions and keys, and the documents they rest on."""
