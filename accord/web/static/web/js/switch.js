// <field-switch data-hides='{"individual": ["head"]}'><select …></field-switch>: a choice that decides which other fields
// of its form there are. Without script all of them stay in sight.

customElements.define("field-switch", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", this.#show)
    this.#show()
  }

  disconnectedCallback() {
    this.removeEventListener("change", this.#show)
  }

  // ── actions ──

  #show = () => {
    const hides = JSON.parse(this.dataset.hides)
    const form = this.closest("form")
    const hidden = new Set(hides[this.querySelector("select").value])
    for (const name of new Set(Object.values(hides).flat())) {
      const field = form?.elements[name]?.closest?.(".field")
      if (field) field.hidden = hidden.has(name)
    }
    for (const part of form?.querySelectorAll(".form__part") ?? []) part.hidden = !part.querySelector(".field:not([hidden])")
  }
})
