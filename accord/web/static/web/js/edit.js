// <accord-edit><form>…</form></accord-edit>: a little form for one field, in the line of a property or over a cell of a list.
// It comes with the keys: Enter saves (in a long text Ctrl Enter), Escape gives up; choosing with the pointer saves by itself.
// What was not changed is not sent. Around it a list hears `accord:step` (Tab) and `accord:drop` (Escape, nothing changed)
// and may answer them with preventDefault; else Tab goes on as usual and the link to give up is followed.
// A double click on a value is a click on its pencil.

customElements.define("accord-edit", class extends HTMLElement {
  connectedCallback() {
    this.#before = this.#said
    this.#typed = this.querySelector("[aria-invalid], [data-focus]") !== null
    this.addEventListener("keydown", this.#press)
    this.addEventListener("change", this.#chosen)
    this.#form.addEventListener("submit", this.#submit, { capture: true })
    if (!this.querySelector("[data-focus]")) this.#begin()
  }

  // ── actions ──

  #press = event => {
    this.#keys = event.key !== "Tab" && event.key !== "Escape"
    const { key, target } = event
    if (key === "Escape") this.#stop(event, () => this.drop())
    else if (key === "Tab" && this.#isLast(target, event.shiftKey) && this.#tell("step", { back: event.shiftKey })) this.#stop(event, () => this.save())
    else if (key === "Enter" && !target.closest("a, button") && (target.localName !== "textarea" || event.ctrlKey || event.metaKey)) this.#stop(event, () => this.save())
  }

  #chosen = ({ target }) => {
    const decided = target.matches("[data-value]") || (!this.#keys && target.matches("select:not([multiple])"))
    if (decided && this.matches(".editor--one") && !this.#gone) this.save()
  }

  #submit = event => {
    if (this.changed) return
    event.preventDefault()
    event.stopImmediatePropagation()
    this.drop()
  }

  get changed() { return this.#typed || this.#said !== this.#before }

  save() {
    if (this.#form.dataset.sent) return
    if (this.changed) this.#form.requestSubmit()
    else if (!this.#tell("drop")) this.#leave()
  }

  drop() {
    this.#gone = true
    if (this.querySelector("[data-focus]") || !this.#tell("drop")) this.#leave()
  }

  // ── private ──

  #before = ""
  #typed = false
  #keys = false
  #gone = false
  get #form() { return this.querySelector("form") }
  get #said() { return new URLSearchParams([...new FormData(this.#form)].filter(([, value]) => typeof value === "string")).toString() }
  get #controls() { return [...this.querySelectorAll(".editor__fields :is(input, select, textarea):not([type=hidden])")] }

  #begin() {
    const first = this.querySelector("[aria-invalid]") ?? this.querySelector("[autofocus]") ?? this.#controls[0]
    first?.focus()
    if (first?.matches("input:not([type=checkbox], [type=radio])")) first.select()
    if (first?.localName === "select" && !first.multiple && navigator.userActivation?.isActive) { try { first.showPicker() } catch { /* a browser that has none */ } }
  }

  #isLast(target, back) { return target === this.#controls.at(back ? 0 : -1) }

  #leave() { this.querySelector("[data-cancel]").click() }

  #tell(name, detail) { return !this.dispatchEvent(new CustomEvent(`accord:${name}`, { bubbles: true, cancelable: true, detail })) }

  #stop(event, action) {
    event.preventDefault()
    event.stopPropagation()
    action()
  }
})

// ── a property: the pencil opens it, and is where one stands afterwards ──

document.addEventListener("dblclick", ({ target }) => {
  const line = target.closest(".prop:not(.prop--open)")
  if (line && !target.closest("a, button")) line.querySelector(":scope > .prop__edit")?.click()
})

let left = ""
document.addEventListener("htmx:before:swap", () => { left = document.activeElement?.closest(".prop--open")?.id ?? left })
document.addEventListener("htmx:after:swap", () => {
  const line = left && document.getElementById(left)
  if (!line || line.matches(".prop--open")) return
  left = ""
  line.querySelector(".prop__edit")?.focus()
})
