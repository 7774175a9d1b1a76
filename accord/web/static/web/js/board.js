// <accord-board kind="deal">: columns [data-column] with a list [data-cards] of cards [data-card][data-version][data-drop="…"].
// A card moves by pointer and touch (drag.js), or by keyboard: Space lifts, arrows carry, Space puts down, Escape puts back;
// Alt+arrow moves at once. The move is shown first and posted then (to, version); a refusal puts the card back,
// and the answer says why. What others move arrives by the stream.

const version = new URL(import.meta.url).search

customElements.define("accord-board", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this.#press)
    this.addEventListener("focusout", this.#leave)
    document.addEventListener("accord:changed", this.#hear)
    document.addEventListener("accord:gone", this.#hear)
    document.addEventListener("accord:moved", this.#refresh)
    this.addEventListener("pointerenter", this.#reach, { once: true })
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
    document.removeEventListener("accord:changed", this.#hear)
    document.removeEventListener("accord:gone", this.#hear)
    document.removeEventListener("accord:moved", this.#refresh)
  }

  // ── actions ──

  async move(card, column) {
    const from = card.parentElement
    const before = card.nextElementSibling
    const list = column.querySelector("[data-cards]")
    if (list === from) return
    this.#place(card, list, list.firstElementChild)
    const status = await this.#post(card, column)
    if (status < 400) return this.announce("moved", card, column)
    this.#place(card, from, before?.parentElement === from ? before : null)
    this.announce("back", card, from.closest(".column"))
  }

  announce(word, card, column) {
    const text = this.dataset[word].replace("{card}", card.querySelector("a")?.textContent.trim() ?? "").replace("{column}", column.getAttribute("aria-label"))
    document.dispatchEvent(new CustomEvent("accord:announce", { detail: { text } }))
  }

  get columns() { return [...this.querySelectorAll("[data-column]")] }

  // ── private: the pointer; a finger is down already when it arrives ──

  #reach = async () => {
    let down = null
    const note = event => { down = event.type === "pointerdown" ? event : null }
    for (const type of ["pointerdown", "pointerup", "pointercancel"]) this.addEventListener(type, note)
    const { drag } = await import(`./drag.js${version}`)
    for (const type of ["pointerdown", "pointerup", "pointercancel"]) this.removeEventListener(type, note)
    drag(this, down)
  }

  // ── private: keyboard ──

  #lifted
  #over

  #press = event => {
    const card = event.target.closest("[data-card]")
    if (!card || (event.target !== card && !event.altKey)) return
    const step = this.#steps(event.key)
    if (event.altKey && step) this.move(card, this.#beside(card.closest(".column"), step))
    else if (event.key === " ") this.#lifted ? this.#drop() : this.#lift(card)
    else if (event.key === "Escape" && this.#lifted) this.#putBack()
    else if (this.#lifted && step) this.#carry(step)
    else if (!this.#lifted && event.key.startsWith("Arrow")) this.#walk(card, event.key, step)
    else return
    event.preventDefault()
  }

  #leave = ({ target }) => { if (target === this.#lifted) this.#putBack() }

  #lift(card) {
    this.#lifted = card
    this.#over = card.closest(".column")
    card.classList.add("deal-card--lifted")
    this.announce("lifted", card, this.#over)
  }

  #carry(step) {
    this.#over.classList.remove("column--target")
    this.#over = this.#beside(this.#over, step)
    this.#over.classList.add("column--target")
    this.#over.scrollIntoView({ block: "nearest", inline: "nearest" })
    this.announce("over", this.#lifted, this.#over)
  }

  #drop() {
    const [card, column] = [this.#lifted, this.#over]
    this.#putDown()
    this.move(card, column)
  }

  #putBack() {
    const card = this.#lifted
    this.#putDown()
    this.announce("back", card, card.closest(".column"))
  }

  #putDown() {
    this.#lifted.classList.remove("deal-card--lifted")
    this.#over.classList.remove("column--target")
    this.#lifted = this.#over = null
  }

  #walk(card, key, step) {
    const next = step
      ? this.#beside(card.closest(".column"), step).querySelector("[data-card]")
      : key === "ArrowDown" ? card.nextElementSibling : card.previousElementSibling
    next?.focus()
  }

  // Where the arrow points, from right to left too.
  #steps(key) {
    const forward = getComputedStyle(this).direction === "rtl" ? "ArrowLeft" : "ArrowRight"
    return key === forward ? 1 : key === "ArrowLeft" || key === "ArrowRight" ? -1 : 0
  }

  #beside(column, step) {
    const all = this.columns
    return all[Math.max(0, Math.min(all.length - 1, all.indexOf(column) + step))]
  }

  // ── private: the server ──

  #timer
  #busy = 0

  #place(card, list, before) {
    const focused = card.contains(document.activeElement)
    list.insertBefore(card, before)
    if (focused) card.focus()
  }

  async #post(card, column) {
    let status = 500
    const hear = ({ detail }) => { status = detail.ctx.response.status }
    card.addEventListener("htmx:after:request", hear)
    this.#busy += 1
    const values = { to: column.dataset.column, version: card.dataset.version ?? "" }
    await globalThis.htmx.ajax("POST", card.dataset.drop, { source: card, target: card, swap: "none", values })
    this.#busy -= 1
    card.removeEventListener("htmx:after:request", hear)
    return status
  }

  #hear = ({ detail }) => {
    if (detail.kind !== this.getAttribute("kind")) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#refresh, 200)
  }

  #refresh = () => {
    if (this.#lifted || this.#busy || this.querySelector(".deal-card--lifted")) return void (this.#timer = setTimeout(this.#refresh, 500))
    globalThis.htmx.ajax("GET", location.href, { source: this, target: this, select: "accord-board > *", swap: "innerMorph" })
  }
})
