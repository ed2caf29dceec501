"""The files that we ship are files that another office could import."""

from io import StringIO

import pytest
from django.core.management import call_command

from questionbank.importing.columns import QUESTIONS
from questionbank.importing.plan import check_file
from questionbank.models import Axis, Question
from questionbank.programme import AXES
from questionbank.sample_bank import FILES, load_documents
from questionbank.sample_sources import sources_of
from quizsite.tables.reader import read_table


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_another_office_imports_a_file_once_it_has_the_documents(path):
    call_command("load_sample_bank", "--documents-only", stdout=StringIO())
    assert (load_documents(), Question.objects.count()) == (0, 0)
    for position, (code, name) in enumerate(AXES):
        Axis.objects.get_or_create(code=code, defaults={"name": name, "position": position})
    plan = check_file(read_table(path, QUESTIONS))
    assert (plan.problems, len(plan.planned)) == ([], len(sources_of(path)))
