"""Ideas of residents and staff on their way to a recognised initiative, answered in time."""
