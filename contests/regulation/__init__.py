"""The rules of a contest in words, made from the settings that the software obeys; versions are
announced."""
