"""What can be asked: questions, their revisions and keys, and the documents they rest on."""
