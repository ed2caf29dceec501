"""Who came where, and who took part."""
