"""Every page of the product in a real browser, whole, as axe sees it, and as wide as the narrowest phone.

Each page is opened once, in one of three looks by turns: light, dark, and in a language written from right to left,
made by the test. `bin/test --all` looks at each in all of them.
"""

import os
from itertools import cycle
from pathlib import Path

import axe_playwright_python
import pytest

from tests.journeys.addresses import House, areas, unlisted

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
THOROUGH = os.environ.get("ACCORD_TEST_THOROUGH") == "1"
LOOKS = ("light", "dark", "right to left")
NARROW = (320, 390)
PATIENCE_MS = 60_000

ASK_AXE = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], preload: false })
  const places = (nodes) => nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" · ")
  return violations.map(({ id, nodes }) => `axe ${id}: ${places(nodes)}`)
}"""
DIRECT = """([theme, dir]) => {
  Object.assign(document.documentElement, { dir }).dataset.theme = theme
}"""
TRANSLATE = """() => {
  const letters = "ابتثجحخدذرزسشصضطظعغفقكلمنه"
  const told = (text) => text.replace(/[a-z]/gi, (letter) => letters[letter.toLowerCase().charCodeAt(0) - 97])
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) texts.currentNode.data = told(texts.currentNode.data)
}"""
WIDER_THAN = """(width) => {
  const shown = document.scrollingElement
  if (shown.scrollWidth <= width) return ""
  const clips = (one) => getComputedStyle(one).overflowX !== "visible" || getComputedStyle(one).position === "fixed"
  const kept = (one) => one !== document.body && (clips(one) || (one.parentElement && kept(one.parentElement)))
  const out = [...document.body.querySelectorAll("*")].filter((one) => {
    const { left, right } = one.getBoundingClientRect()
    return (right > width + 1 || left < -1) && !kept(one)
  })
  const names = out.slice(-4).map((one) => `${one.localName}.${one.getAttribute("class")}`)
  return `${shown.scrollWidth} px wide at ${width}: ${names.join(" · ")}`
}"""
SEND = """([address, values]) => {
  const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers:inherited"))
  const form = Object.assign(document.createElement("form"), { method: "post", action: address })
  for (const [name, value] of Object.entries({ ...values, csrfmiddlewaretoken: token })) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }))
  }
  document.body.append(form)
  form.submit()
}"""


class Visitor:
    """Goes from page to page and notes what is wrong with each."""

    def __init__(self, page, office, sign_in, complaints):
        self.page, self.office, self.sign_in, self.complaints = page, office, sign_in, complaints
        self.looks = cycle(LOOKS)
        self.who = ""
        self.faults = {}
        page.emulate_media(reduced_motion="reduce")
        page.set_default_navigation_timeout(PATIENCE_MS)

    def visit(self, place):
        self.become(place.who)
        already = len(self.complaints.heard)
        answer = self.open(place)
        found = [] if answer.status == place.status else [f"answers {answer.status}"]
        found += self.looked_at()
        found += [text for text in self.complaints.heard[already:] if not (place.status >= 400 and "status of" in text)]
        del self.complaints.heard[already:]
        if found:
            self.faults[str(place)] = found

    def become(self, who):
        if who == self.who:
            return
        self.page.context.clear_cookies()
        if who:
            self.sign_in(self.page, getattr(self.office, who))
        self.who = who

    def open(self, place):
        if not place.post:
            return self.page.goto(place.address)
        self.page.goto("/profile/" if place.who else "/accounts/login/")
        with self.page.expect_navigation() as answer:
            self.page.evaluate(SEND, [place.address, place.post])
        return answer.value

    def looked_at(self):
        heads = self.page.locator("h1").count()
        found = [] if heads == 1 else [f"{heads} headings of the first level"]
        self.page.evaluate(AXE)
        for look in LOOKS if THOROUGH else [next(self.looks)]:
            found += [f"{look}: {fault}" for fault in self.in_look(look)]
        return found

    def in_look(self, look):
        self.page.evaluate(DIRECT, ["dark" if look == "dark" else "light", "rtl" if look == LOOKS[2] else "ltr"])
        if look == LOOKS[2]:
            self.page.evaluate(TRANSLATE)
        found = self.page.evaluate(ASK_AXE)
        found += filter(None, map(self.wider_than, NARROW))
        self.page.set_viewport_size({"width": 1440, "height": 900})
        return found

    def wider_than(self, width):
        self.page.set_viewport_size({"width": width, "height": 780})
        return self.page.evaluate(WIDER_THAN, width)


@pytest.mark.parametrize("area", areas())
def test_every_page_is_whole_in_every_look(office, page, sign_in, complaints, area):
    visitor = Visitor(page, office, sign_in, complaints)

    for place in areas()[area](House(office)):
        visitor.visit(place)

    told = "\n".join(f"{place}\n    " + "\n    ".join(found) for place, found in visitor.faults.items())
    assert not told, told


def test_no_page_is_forgotten(office):
    house = House(office)
    places = [place for area in areas().values() for place in area(house)]

    forgotten = unlisted(places, office.ada)
    assert not forgotten, "\n".join(forgotten)
