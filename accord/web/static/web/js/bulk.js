// <accord-bulk>: around a list whose rows have checkboxes named `pick`. Counts them, takes a range with Shift, the whole page
// with the box in the head, and shows the bar while something is selected. Without script the bar is always there. A column's
// head [data-then] clicked with Shift sorts by it on the second level.

customElements.define("accord-bulk", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#click)
    this.addEventListener("change", this.#changed)
    addEventListener("pageshow", this.#count)
    this.#last = this.querySelector("input[name=pick]:checked")
    if (this.querySelector("[data-pick-all]")?.checked && !this.#last) this.#all(true)
    this.#count()
  }

  disconnectedCallback() { removeEventListener("pageshow", this.#count) }

  // ── actions ──

  #click = event => {
    const second = event.shiftKey && event.target.closest("[data-then]")
    if (second) return event.preventDefault(), location.assign(second.dataset.then)
    if (event.target.closest("[data-clear]")) return this.#all(false)
    if (event.target.name !== "pick") return
    if (event.shiftKey && this.#last?.isConnected) this.#range(this.#last, event.target)
    this.#last = event.target
  }

  #changed = ({ target }) => {
    if (target.matches("[data-pick-all]")) this.#all(target.checked)
    this.#count()
  }

  // ── private ──

  #last
  get #boxes() { return [...this.querySelectorAll("input[name=pick]")] }

  #range(from, to) {
    const boxes = this.#boxes
    const [first, last] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b)
    for (const box of boxes.slice(first, last + 1)) box.checked = to.checked
    this.#count()
  }

  #all(checked) {
    for (const box of this.#boxes) box.checked = checked
    const whole = this.querySelector("[data-whole]")
    if (whole && !checked) whole.checked = false
    this.#count()
  }

  #count = () => {
    const boxes = this.#boxes
    const picked = boxes.filter(box => box.checked).length
    const head = this.querySelector("[data-pick-all]")
    if (head) { head.checked = picked > 0 && picked === boxes.length; head.indeterminate = picked > 0 && picked < boxes.length }
    const bar = this.querySelector("[data-bar]")
    if (!bar) return
    bar.hidden = !picked
    bar.querySelector("[data-count]").textContent = picked
  }
})
