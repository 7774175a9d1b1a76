// <accord-dialog><dialog>…</dialog></accord-dialog>: opens when it arrives, closes by Escape, button or outside click, and goes.
// A form inside that succeeds closes it; a refused one (409, 422) is swapped in place and stays.

customElements.define("accord-dialog", class extends HTMLElement {
  connectedCallback() {
    this.#before = document.activeElement
    this.#dialog.showModal()
    this.#dialog.addEventListener("close", this.#closed)
    this.addEventListener("click", this.#click)
    this.addEventListener("htmx:after:request", this.#answered)
  }

  // ── actions ──

  #click = ({ target }) => {
    if (target === this.#dialog || target.closest("[data-close]")) this.#dialog.close()
  }

  #answered = ({ detail: { ctx } }) => {
    if (ctx.request.method !== "GET" && ctx.response.status < 400) this.#dialog.close()
  }

  #closed = () => {
    this.remove()
    if (this.#before?.isConnected) this.#before.focus()
  }

  // ── private ──

  #before
  get #dialog() { return this.querySelector("dialog") }
})
