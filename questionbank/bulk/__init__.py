"""One step for many questions: another axis, a tag, out of use; a preview says what stays."""
