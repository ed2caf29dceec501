"""Shows on a stage (hội thi): a programme, teams, jurors and all that happens, as events."""
