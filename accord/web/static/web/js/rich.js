// <accord-rich> around a <textarea> of Markdown: buttons and Ctrl B, I, K put its signs around what is selected or in front of
// its lines. It types through the browser, so that Ctrl Z takes it back. Without script one types the signs.

customElements.define("accord-rich", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#click)
    this.addEventListener("keydown", this.#press)
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#click)
    this.removeEventListener("keydown", this.#press)
  }

  // ── actions ──

  #click = event => {
    const button = event.target.closest("button[type=button]")
    if (button) this.#apply(button)
  }

  #press = event => {
    if (event.target !== this.#area || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    const wanted = { b: "[data-mark='**']", i: "[data-mark='*']", k: "[data-link]" }[event.key.toLowerCase()]
    if (!wanted) return
    event.preventDefault()
    event.stopPropagation()
    this.#apply(this.querySelector(wanted))
  }

  // ── private ──

  get #area() { return this.querySelector("textarea") }

  #apply({ dataset }) {
    this.#area.focus()
    if (dataset.mark) this.#surround(dataset.mark, dataset.mark)
    else if (dataset.line) this.#begin(dataset.line)
    else this.#surround("[", "](…)")
  }

  #surround(before, after) {
    const { selectionStart: from, selectionEnd: to, value } = this.#area
    this.#type(`${before}${value.slice(from, to)}${after}`)
    const end = to + before.length
    this.#area.setSelectionRange(from + before.length, end)
  }

  #begin(sign) {
    const { selectionStart: from, selectionEnd: to, value } = this.#area
    const start = value.lastIndexOf("\n", from - 1) + 1
    this.#area.setSelectionRange(start, to)
    this.#type(value.slice(start, to).split("\n").map((line, at) => (sign === "1. " ? `${at + 1}. ` : sign) + line).join("\n"))
  }

  #type(text) {
    if (!document.execCommand("insertText", false, text)) {
      this.#area.setRangeText(text)
      this.#area.dispatchEvent(new Event("input", { bubbles: true }))
    }
  }
})
