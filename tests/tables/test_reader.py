from quizsite.tables import reader


def test_endings_are_named_as_in_a_sentence(monkeypatch):
    monkeypatch.setattr(reader, "ENDINGS", (".ods", ".xlsx", ".csv"))

    assert reader.endings_in_words() == ".ods, .xlsx hoặc .csv"
