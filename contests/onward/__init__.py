"""Works go on after their contest: as ideas if authors agree, beside what is recognised already."""
