"""Official documents after Decree 30/2020: one structure, written as .docx and as PDF."""
