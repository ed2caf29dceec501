"""Text with its marks becomes questions, in stages to look at: lines, blocks, questions, keys."""
