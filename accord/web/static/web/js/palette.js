// The command palette: one box for records, commands and pages. Rows are links that the server sent, so Ctrl+Enter and
// the middle button do what they do everywhere; the verbs of the page in view are its own buttons.

const dialog = document.getElementById("palette")
const input = dialog?.querySelector("input")
const list = dialog?.querySelector(".palette__list")
let asked = 0
let timer

export function open() {
  if (!dialog || dialog.open) return
  dialog.showModal()
  input.select()
  search()
}

dialog?.addEventListener("click", ({ target }) => (target === dialog || target.closest("[data-close]")) && dialog.close())
dialog?.addEventListener("keydown", press)
dialog?.addEventListener("submit", event => { event.preventDefault(); chosen()?.click() })
input?.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 60) })
list?.addEventListener("pointermove", ({ target }) => select(target.closest("[role=option]")))

// ── actions ──

async function search() {
  const turn = ++asked
  const url = new URL(dialog.dataset.url, location.href)
  url.searchParams.set("q", input.value)
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null)
  if (turn !== asked || !answer?.ok) return
  list.innerHTML = await answer.text()
  list.append(...here())
  if (!options().length) list.append(Object.assign(document.createElement("p"), { className: "palette__heading", textContent: dialog.dataset.nothing }))
  list.role = options().length ? "listbox" : "status"
  select(options()[0])
}

function press(event) {
  const rows = options()
  const at = rows.indexOf(chosen())
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1 + rows.length, Home: 0, End: rows.length - 1 }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); return globalThis.open(chosen()?.href, "_blank", "noopener") }
  if (!(event.key in moves) || !rows.length) return
  if (["Home", "End"].includes(event.key) && input.value) return
  event.preventDefault()
  select(rows[moves[event.key] % rows.length])
}

// ── private ──

const options = () => [...list.querySelectorAll("[role=option]")]
const chosen = () => list.querySelector("[aria-selected=true]")

function select(row) {
  if (!row || row === chosen()) return
  chosen()?.setAttribute("aria-selected", "false")
  row.setAttribute("aria-selected", "true")
  row.id ||= `palette-option-${Math.random().toString(36).slice(2)}`
  input.setAttribute("aria-activedescendant", row.id)
  row.scrollIntoView({ block: "nearest" })
}

// What this page offers already: its verbs, what one may add, where one may go. No need to ask the server.
function here() {
  return Object.entries({ here: "main .page-head__actions :is(a.btn, button, .menu__item):not(.menu__list .btn)", new: "[data-create] .menu__item", go: ".sidebar .nav__link[href]" })
    .map(([word, selector]) => group(dialog.dataset[word], [...document.querySelectorAll(selector)]))
    .filter(Boolean)
}

function group(label, targets) {
  const wanted = input.value.trim().toLowerCase()
  const fitting = targets.filter(target => words(target) && words(target).toLowerCase().includes(wanted))
  if (!fitting.length) return null
  const box = document.createElement("div")
  box.role = "group"
  box.ariaLabel = label
  box.append(Object.assign(document.createElement("p"), { className: "palette__heading", textContent: label }), ...fitting.map(row))
  return box
}

const words = target => (target.querySelector(".nav__label") ?? target).textContent.trim() || target.ariaLabel
const isPlain = target => target.matches("a[href]:not([hx-get])")

function row(target) {
  const item = document.createElement("a")
  item.className = "palette__item"
  item.role = "option"
  item.ariaSelected = "false"
  item.href = isPlain(target) ? target.href : "#main"
  item.append(target.querySelector(".icon")?.cloneNode(true) ?? document.createElement("span"))
  item.append(Object.assign(document.createElement("span"), { className: "clip", textContent: words(target) }))
  if (!isPlain(target)) item.addEventListener("click", event => { event.preventDefault(); dialog.close(); target.click() })
  return item
}
