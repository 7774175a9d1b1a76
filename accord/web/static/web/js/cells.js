// <accord-cells data-url="/deals/0/field/">: around a list whose rows are [data-row] and whose cells [data-edit] can be changed.
// It makes a grid of the table: the rows are one stop for Tab, arrows lead from cell to cell. F2 (Enter where no link is), a
// double click or the pencil ask for the little form of that cell; it lies over the cell, outside the form of the list. Saved,
// the row comes anew.

import(`./edit.js${new URL(import.meta.url).search}`) // the keys of the little form, before somebody presses one

customElements.define("accord-cells", class extends HTMLElement {
  connectedCallback() {
    this.#table.role = "grid"
    this.#table.ariaReadOnly = "true"
    this.#table.setAttribute("aria-describedby", "cells-help")
    for (const row of [this.#table.tHead.rows[0], ...this.#rows]) this.#adopt(row)
    this.#pencil = this.querySelector("template").content.firstElementChild.cloneNode(true)
    this.#editor.className = "cell-editor"
    this.closest("form").after(this.#editor)
    for (const [name, hear] of this.#heard) this.addEventListener(name, hear)
    this.#editor.addEventListener("accord:step", this.#step)
    this.#editor.addEventListener("accord:drop", this.#drop)
    document.addEventListener("htmx:after:swap", this.#swapped)
    document.addEventListener("pointerdown", this.#outside, { capture: true })
    addEventListener("resize", this.#place)
    this.#stand(this.#cellOf(document.activeElement))
    if (!this.#at) this.#stand(this.#rows[0]?.cells[1])
    this.#over({ target: this.querySelector("td:hover") })
  }

  disconnectedCallback() {
    this.#editor.remove()
    document.removeEventListener("htmx:after:swap", this.#swapped)
    document.removeEventListener("pointerdown", this.#outside, { capture: true })
    removeEventListener("resize", this.#place)
  }

  // ── actions ──

  #press = event => {
    const cell = this.#cellOf(event.target), { key } = event
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return
    const forth = getComputedStyle(this).direction === "rtl" ? "ArrowLeft" : "ArrowRight"
    const row = cell.parentElement, grid = [this.#table.tHead.rows[0], ...this.#rows], at = grid.indexOf(row)
    if (key === "F2" || (key === "Enter" && event.target === cell)) return cell.matches("[data-edit]") && this.#act(event, () => this.begin(cell))
    const to = {
      ArrowUp: grid[at - 1]?.cells[cell.cellIndex], ArrowDown: grid[at + 1]?.cells[cell.cellIndex], Home: row.cells[0], End: [...row.cells].at(-1),
      ArrowLeft: row.cells[cell.cellIndex + (forth === "ArrowLeft" ? 1 : -1)], ArrowRight: row.cells[cell.cellIndex + (forth === "ArrowRight" ? 1 : -1)],
    }
    if (to[key]) this.#act(event, () => this.#focus(to[key]))
  }

  #double = ({ target }) => {
    const cell = this.#cellOf(target)
    if (cell?.matches("[data-edit]") && !target.closest("a, button, input")) this.begin(cell)
  }

  #over = ({ target }) => {
    const cell = this.#cellOf(target)
    if (!cell?.matches("[data-edit]")) this.#pencil.remove()
    else if (this.#pencil.parentElement !== cell) cell.append(this.#pencil)
  }

  #click = ({ target }) => { if (target.closest(".cell-pencil")) this.begin(this.#cellOf(target)) }

  #step = event => {
    const cells = [...this.#cell.parentElement.querySelectorAll("[data-edit]")]
    const next = cells[cells.indexOf(this.#cell) + (event.detail.back ? -1 : 1)]
    this.#next = next && this.#where(next)
    event.preventDefault()
  }

  #drop = event => {
    event.preventDefault()
    this.#close()
  }

  // Pressing elsewhere saves; what was pressed waits for a second press where it would leave the page meanwhile.
  #outside = ({ target }) => {
    const edit = this.#edit
    if (!edit || this.#editor.contains(target) || target.closest(".toasts, dialog")) return
    this.#focusAfter = false
    if (edit.changed && target.closest("a, button")) document.addEventListener("click", event => { event.preventDefault(); event.stopPropagation() }, { capture: true, once: true })
    edit.save()
  }

  #swapped = () => {
    if (this.#cell && this.#asked && !this.#edit) this.#close()
    else if (this.#edit) { this.#asked = true; this.#place() }
  }

  async begin(cell) {
    if (this.#cell) return void (cell !== this.#cell && (this.#next = this.#where(cell)))
    const { row } = cell.parentElement.dataset, { field } = this.#table.tHead.rows[0].cells[cell.cellIndex].dataset
    const query = new URLSearchParams({ row: location.search.slice(1) })
    this.#pencil.remove()
    this.#stand(cell)
    this.#cell = cell
    this.#was = this.#where(cell)
    this.#asked = false
    this.#next = undefined
    this.#focusAfter = true
    cell.classList.add("table__cell--edit")
    getSelection().removeAllRanges() // a double click has marked a word
    this.#place()
    await htmx.ajax("GET", `${this.dataset.url.replace("/0/", `/${row}/`)}${field}/?${query}`, { target: this.#editor, swap: "innerHTML" })
    if (!this.#edit) this.#close()
  }

  // ── private ──

  #heard = [
    ["keydown", event => this.#press(event)], ["dblclick", event => this.#double(event)], ["pointerover", event => this.#over(event)],
    ["click", event => this.#click(event)], ["focusin", ({ target }) => this.#stand(this.#cellOf(target))],
  ]
  #editor = document.createElement("div")
  #pencil
  #cell
  #was
  #at
  #next
  #asked = false
  #focusAfter = true
  get #table() { return this.querySelector("table") }
  get #rows() { return [...this.#table.tBodies[0].rows] }

  get #edit() { return this.#editor.querySelector("accord-edit") }

  #cellOf(element) { return element?.closest?.("thead th, tbody td") }
  #where(cell) { return [cell.parentElement.dataset.row, cell.cellIndex] }
  #found([row, index]) { return this.querySelector(`[data-row="${row}"]`)?.cells[index] }
  #inside(cell) { return cell.querySelector("a[href], input, button:not(.cell-pencil)") }

  #adopt(row) {
    for (const cell of row.cells) {
      if (cell.localName === "td") cell.role = "gridcell"
      if (cell.matches("[data-edit]")) cell.ariaReadOnly = "false"
      if (cell.localName === "td") for (const inside of cell.querySelectorAll("a, input, button, [tabindex]")) inside.tabIndex = -1
      if (!this.#inside(cell)) cell.tabIndex = -1
    }
  }

  // The one stop for Tab among the rows; the heads, which sort, keep theirs.
  #stand(cell) {
    if (cell?.localName !== "td" || cell === this.#at) return
    for (const [one, tab] of [[this.#at, -1], [cell, 0]]) if (one?.isConnected) (this.#inside(one) ?? one).tabIndex = tab
    this.#at = cell
  }

  #focus(cell) {
    this.#stand(cell);
    (this.#inside(cell) ?? cell).focus()
  }

  #close() {
    if (!this.#cell) return
    const was = this.#cell, next = this.#next && this.#found(this.#next)
    was.classList.remove("table__cell--edit")
    this.#editor.replaceChildren()
    this.#cell = undefined
    const now = was.isConnected ? was : this.#found(this.#was)
    if (now && now !== was) this.#renew(now.parentElement, was.parentElement)
    if (next) this.begin(next)
    else if (this.#focusAfter) this.#focus(now ?? this.#rows[0]?.cells[1] ?? this.#table.tHead.rows[0].cells[1])
  }

  #renew(row, was) {
    this.#adopt(row)
    row.querySelector("[name=pick]").checked = was.querySelector("[name=pick]").checked
  }

  // Over the cell, at least as wide as what is typed needs, and inside the list.
  #place = () => {
    if (!this.#cell?.isConnected) return
    const cell = this.#cell.getBoundingClientRect(), home = this.#editor.offsetParent?.getBoundingClientRect()
    if (!home) return
    const wide = Math.min(Math.max(cell.width, this.#editor.querySelector("textarea, fieldset") ? 384 : this.#editor.querySelector(".editor--one:not(.editor--told)") ? 200 : 320), home.width)
    const isRight = (getComputedStyle(this).direction === "rtl") !== this.#cell.matches(".end")
    const begin = isRight ? cell.right - wide : cell.left
    const left = Math.min(Math.max(begin - home.left, 0), home.width - wide)
    Object.assign(this.#editor.style, { left: `${left}px`, top: `${cell.top - home.top}px`, width: `${wide}px` })
    this.#editor.style.setProperty("--cell", `${cell.height}px`)
  }

  #act(event, action) {
    event.preventDefault()
    event.stopPropagation()
    action()
  }
})
