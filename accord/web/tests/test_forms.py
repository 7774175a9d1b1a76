"""Fields, their errors and the picker, as a form shows them."""

from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string

from accord.web.widgets import PickerInput


class CompanyForm(forms.Form):
    name = forms.CharField(help_text="As on their invoices.")
    email = forms.EmailField(required=False)
    important = forms.BooleanField(required=False)
    size = forms.ChoiceField(choices=[("s", "Small"), ("l", "Large")], widget=forms.RadioSelect)


class DealForm(forms.Form):
    company = forms.CharField(widget=PickerInput("/pick/company/", {"7": "Acme", "8": "Other"}.__getitem__))


def shown(form, field):
    return Template("{% form_field field %}").render(Context({"field": form[field]}))


def test_a_field_ties_its_help_and_its_error_to_the_control():
    html = shown(CompanyForm({}), "name")

    assert '<label class="field__label" for="id_name">Name <span class="field__need">required</span></label>' in html
    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<p class="field__hint" id="id_name_hint">As on their invoices.</p>' in html
    assert '<div class="field__errors" id="id_name_error">' in html


def test_a_sound_field_claims_no_error():
    html = shown(CompanyForm({"name": "Acme"}), "name")

    assert "aria-invalid" not in html
    assert "field--invalid" not in html


def test_a_tick_box_stands_before_its_words_and_choices_under_a_legend():
    assert '<label class="check" for="id_important"><input' in shown(CompanyForm(), "important")
    assert '<legend class="field__label">Size' in shown(CompanyForm(), "size")


def test_the_summary_links_each_error_to_its_field():
    form = CompanyForm({"email": "mikko@", "name": "x", "size": "s"})

    html = render_to_string("web/error_summary.html", {"form": form})

    assert "One thing has to be corrected" in html
    assert '<a href="#id_email">' in html


def test_a_picker_shows_the_name_of_what_was_chosen():
    html = str(DealForm(initial={"company": "7"})["company"])

    assert '<input type="hidden" name="company" value="7" data-value>' in html
    assert 'name="company_text" value="Acme"' in html
    assert 'url="/pick/company/"' in html


def test_a_picker_answers_with_the_chosen_id_as_long_as_its_text_stands():
    chosen = DealForm(QueryDict("company=7&company_text=Acme&company_was=Acme"))

    assert chosen.is_valid()
    assert chosen.cleaned_data == {"company": "7"}


def test_without_script_the_typed_text_is_the_answer():
    typed = DealForm(QueryDict("company=7&company_text=ID8&company_was=Acme"))

    assert typed.is_valid()
    assert typed.cleaned_data == {"company": "ID8"}


def test_an_emptied_picker_chooses_nothing():
    assert not DealForm(QueryDict("company=7&company_text=&company_was=Acme")).is_valid()
