// <accord-order data-url="/arrange/" data-target="#parts">: rows [data-item] that are put in order by dragging their grip
// [data-grip] with mouse or finger. The row goes where it is let go, `moved` and `before` are posted, the answer replaces
// the target. Keyboards and pages without script have two buttons in each row.

customElements.define("accord-order", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerdown", this.#grip)
  }

  disconnectedCallback() {
    this.removeEventListener("pointerdown", this.#grip)
  }

  // ── actions ──

  #grip = event => {
    const grip = event.target.closest("[data-grip]")
    if (!grip || event.button !== 0) return
    event.preventDefault()
    this.#row = grip.closest("[data-item]")
    this.#from = event.clientY
    this.#row.classList.add("order__item--lifted")
    for (const [type, does] of this.#hears) document.addEventListener(type, does)
  }

  #move = ({ clientY }) => {
    this.#row.style.translate = `0 ${clientY - this.#from}px`
    this.#mark(this.#rows.find(row => row !== this.#row && clientY < middle(row)) ?? null)
  }

  #drop = async () => {
    const [row, before] = [this.#row, this.#before]
    this.#leave()
    if (before === row.nextElementSibling) return
    const values = { moved: row.dataset.item, before: before?.dataset.item ?? "" }
    row.parentElement.insertBefore(row, before)
    await globalThis.htmx.ajax("POST", this.dataset.url, { source: this, target: this.dataset.target ?? this, swap: "outerHTML", values })
  }

  #cancel = event => { if (event.type !== "keydown" || event.key === "Escape") this.#leave() }

  // ── private ──

  #row
  #from
  #before = null
  #hears = [["pointermove", this.#move], ["pointerup", this.#drop], ["pointercancel", this.#cancel], ["keydown", this.#cancel]]

  get #rows() { return [...this.querySelectorAll("[data-item]")] }

  #mark(before) {
    this.#before?.classList.remove("order__item--before")
    this.#before = before
    before?.classList.add("order__item--before")
  }

  #leave() {
    this.#row.classList.remove("order__item--lifted")
    this.#row.style.removeProperty("translate")
    this.#mark(null)
    for (const [type, does] of this.#hears) document.removeEventListener(type, does)
  }
})

const middle = row => { const { top, height } = row.getBoundingClientRect(); return top + height / 2 }
