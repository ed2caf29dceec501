"""From a file of questions to a checked plan to drafts."""
