// <accord-toast>: a message in the corner. It goes by itself unless somebody reads it; an error stays until dismissed.

const MOST = 4

customElements.define("accord-toast", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#click)
    for (const event of ["pointerenter", "focusin"]) this.addEventListener(event, this.#hold)
    for (const event of ["pointerleave", "focusout"]) this.addEventListener(event, this.#leave)
    this.#leave()
    for (const old of [...document.querySelectorAll("accord-toast")].slice(0, -MOST)) old.remove()
  }

  disconnectedCallback() { clearTimeout(this.#timer) }

  // ── private ──

  #timer
  #hold = () => clearTimeout(this.#timer)
  #leave = () => {
    clearTimeout(this.#timer)
    const undo = this.querySelector("[data-undo]")
    this.#timer = setTimeout(() => this.remove(), this.matches(".toast--error") ? 30000 : undo ? 12000 : 6000)
  }
  #click = ({ target }) => {
    if (target.closest("[data-dismiss]")) this.remove()
  }
})

// After an undo the message has said what it had to say.
document.addEventListener("htmx:after:request", ({ target, detail }) => {
  if (detail.ctx.response.status < 400) target.closest?.("accord-toast")?.remove()
})
