// <accord-picker url="/pick/company/">: a combobox over an input and a hidden id. It asks the server while one types; without
// script the same input takes a number or the exact name. Choosing dispatches `change` on the hidden input; where a button
// beside it makes a new record, the list ends with it.

let pickers = 0

customElements.define("accord-picker", class extends HTMLElement {
  connectedCallback() {
    this.#list = Object.assign(document.createElement("div"), { className: "picker__list picker__list--open", hidden: true, id: `picker-${++pickers}` })
    this.#list.role = "listbox"
    this.#list.ariaLabel = this.#input.labels?.[0]?.textContent.trim() ?? ""
    this.append(this.#list)
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-autocomplete", "list"], ["aria-controls", this.#list.id]]) this.#input.setAttribute(name, value)
    this.#input.addEventListener("input", this.#typed)
    this.#input.addEventListener("keydown", this.#press)
    this.#input.addEventListener("blur", this.#leave)
    this.#list.addEventListener("mousedown", this.#click)
    if (this.#input.value !== this.querySelector("[data-was]").value) this.#typed() // while this script was still on its way
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
    this.#list.remove()
  }

  // ── actions ──

  #typed = () => {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#search, 80)
  }

  #search = async () => {
    const turn = ++this.#asked
    const url = new URL(this.getAttribute("url"), location.href)
    url.searchParams.set("q", this.#input.value)
    const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null)
    if (turn !== this.#asked || !answer?.ok || document.activeElement !== this.#input) return
    this.#list.innerHTML = await answer.text()
    this.#offer()
    this.#open(true)
    this.#select(this.#options[0])
  }

  #press = event => {
    const { key } = event
    if (this.#list.hidden) return void (key === "ArrowDown" && (event.preventDefault(), this.#search()))
    const at = this.#options.indexOf(this.#chosen), count = this.#options.length
    if (key === "ArrowDown") this.#select(this.#options[(at + 1) % count])
    else if (key === "ArrowUp") this.#select(this.#options[(at - 1 + count) % count])
    else if (key === "Enter") this.#take(this.#chosen)
    else if (key === "Escape") this.#open(false)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  #click = event => {
    event.preventDefault()
    this.#take(event.target.closest("[role=option]"))
  }

  #leave = () => {
    this.#open(false)
    if (!this.#input.value.trim()) this.#set("", "")
  }

  // ── private ──

  // What is not there yet can be made by the button beside the input, which takes along what was typed.
  #offer() {
    const text = this.#input.value.trim()
    if (!this.#make || !text) return
    const option = Object.assign(document.createElement("div"), { className: "picker__option", role: "option", ariaSelected: "false" })
    const says = document.createElement("span"), typed = document.createElement("small")
    typed.textContent = text
    says.append(this.#make.textContent.trim(), typed)
    option.append(this.#make.querySelector("svg")?.cloneNode(true) ?? "", says)
    option.dataset.make = ""
    this.#list.append(option)
  }

  #list
  #timer
  #asked = 0
  get #input() { return this.querySelector("input[type=text]") }
  get #make() { return this.parentElement.querySelector(":scope > .picker__make") }
  get #options() { return [...this.#list.querySelectorAll("[role=option]")] }
  get #chosen() { return this.#list.querySelector("[aria-selected=true]") }

  #open(open) {
    this.#list.hidden = !open
    this.#input.setAttribute("aria-expanded", open)
    if (!open) this.#input.removeAttribute("aria-activedescendant")
  }

  #select(option) {
    this.#chosen?.setAttribute("aria-selected", "false")
    if (!option) return
    option.setAttribute("aria-selected", "true")
    option.id ||= `${this.#list.id}-${this.#options.indexOf(option)}`
    this.#input.setAttribute("aria-activedescendant", option.id)
    option.scrollIntoView({ block: "nearest" })
  }

  #take(option) {
    if (option?.dataset.make !== undefined) this.#make.click()
    else if (option?.href) globalThis.open(option.href, "_blank", "noopener")
    else if (option) this.#set(option.dataset.id, option.dataset.text)
    this.#open(false)
  }

  #set(id, text) {
    const value = this.querySelector("[data-value]")
    this.#input.value = this.querySelector("[data-was]").value = text
    if (value.value === id) return
    value.value = id
    value.dispatchEvent(new Event("change", { bubbles: true }))
  }
})
