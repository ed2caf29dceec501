"""Organisers prepare a show: its programme, teams, packages of questions and the drawn order."""
