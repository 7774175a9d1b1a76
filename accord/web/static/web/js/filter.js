// <nav-filter><input>: shows only those links of the navigation around it that hold the typed words; Enter opens the first.

customElements.define("nav-filter", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.#filter)
    this.addEventListener("keydown", this.#press)
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#filter)
    this.removeEventListener("keydown", this.#press)
  }

  // ── actions ──

  #filter = () => {
    const words = this.#input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean)
    for (const link of this.#links) {
      const text = link.textContent.toLocaleLowerCase()
      link.parentElement.hidden = !words.every(word => text.includes(word))
    }
    for (const list of this.#nav.querySelectorAll("ul")) {
      const empty = !list.querySelector("li:not([hidden])")
      list.hidden = empty
      const heading = list.previousElementSibling
      if (heading?.matches(".sidebar__heading")) heading.hidden = empty
    }
  }

  #press = event => {
    if (event.key === "Enter") this.#links.find(link => !link.parentElement.hidden)?.click()
    else if (event.key === "Escape" && this.#input.value) { this.#input.value = ""; this.#filter(); event.stopPropagation() }
  }

  // ── private ──

  get #input() { return this.querySelector("input") }
  get #nav() { return this.closest("nav") }
  get #links() { return [...this.#nav.querySelectorAll("li > a.nav__link")] }
})
