"""Attacks in a description, opened in a real browser: before the product's policy, and without any."""

from accord.web.tests.test_rich_text import VECTORS


def test_nothing_of_it_runs_in_a_browser_with_and_without_the_policy(office, page, sign_in):
    text = "\n\n".join(VECTORS)
    office.acme.change("changed", by=office.anna.acting(), description=text)
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    sign_in(page, office.anna)

    page.goto(f"/companies/{office.acme.pk}/")
    inside = page.locator(".rich-text").first.inner_html()
    page.mouse.move(300, 300)
    page.goto("about:blank")
    page.set_content(f"<body>{inside}</body>")
    page.wait_for_timeout(300)

    assert "alert(1)" in inside
    assert said == []


def test_the_buttons_type_markdown_the_preview_shows_it_and_enter_saves(office, page, sign_in):
    sign_in(page, office.anna)
    page.goto(f"/companies/{office.acme.pk}/edit/")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    text = page.locator("#id_description")

    text.fill("on Monday")
    text.press("Control+a")
    text.press("Control+b")
    page.get_by_role("button", name="Preview").click()
    page.locator(".rich__preview strong").wait_for()
    page.locator("#id_name").press("Enter")
    page.wait_for_url(f"**/companies/{office.acme.pk}/")

    assert page.locator(".rich-text strong").first.inner_text() == "on Monday"
