"""Every field of every form gets our look."""

from django import forms
from django.template.loader import render_to_string


class Example(forms.Form):
    title = forms.CharField(
        label="Tên", help_text="Ngắn thôi", widget=forms.TextInput({"class": "x"})
    )
    kind = forms.ChoiceField(label="Khối", choices=[("so", "Sở")], required=False)
    way = forms.ChoiceField(label="Cách", choices=[("a", "A")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Đồng ý")
    code = forms.CharField(widget=forms.HiddenInput)


def test_each_kind_of_field_gets_its_class_and_keeps_its_own():
    form = Example()
    classes = {
        name: bound.build_widget_attrs({}).get("class", "")
        for name, bound in ((name, form[name]) for name in form.fields)
    }
    assert classes == {
        "title": "x form-control",
        "kind": "form-select",
        "way": "form-check-input",
        "agreed": "form-check-input",
        "code": "",
    }


def test_an_error_is_tied_to_its_field():
    html = render_to_string("_parts/field.html", {"field": Example({})["title"]})
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert '<div id="id_title_error"><p class="field-error">' in html


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    html = render_to_string("_parts/field.html", {"field": Example()["way"]})
    assert html.count("<fieldset") == html.count("</fieldset>") == 1
    assert "<legend" in html
