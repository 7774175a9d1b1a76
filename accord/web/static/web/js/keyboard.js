// Every shortcut of the product: / and Ctrl K, c, ?, z, j, k, n, x, Escape. Single letters can be switched off in the list (?).

const typing = target => target.closest?.("input, textarea, select, [contenteditable], [role=combobox], accord-board [aria-grabbed=true]")
const off = () => localStorage.getItem("shortcuts") === "off"

const letters = {
  "/": openPalette,
  "?": () => document.getElementById("shortcuts")?.showModal(),
  c: () => openMenu(document.querySelector("[data-create]")),
  z: () => [...document.querySelectorAll("[data-undo]")].at(-1)?.click(),
  j: () => step(1),
  k: () => step(-1),
  n: () => document.querySelector("a[data-forth]")?.click(),
  x: () => currentRow()?.querySelector("input[type=checkbox]")?.click(),
}

export function press(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return act(event, openPalette)
  if (event.key === "Escape") return closeMenu()
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || off() || document.querySelector("dialog[open]")) return
  if (Object.hasOwn(letters, event.key)) act(event, letters[event.key])
}

function act(event, action) {
  event.preventDefault()
  action()
}

function openPalette() {
  document.dispatchEvent(new CustomEvent("accord:palette"))
}

function openMenu(menu) {
  if (!menu) return
  menu.open = true
  menu.querySelector(".menu__item")?.focus()
}

function closeMenu() {
  const menu = document.querySelector("details.menu[open]")
  if (!menu) return
  menu.open = false
  menu.querySelector("summary").focus()
}

// On a record page the next record of the list; on a list the next row.
function step(by) {
  const link = document.querySelector(by > 0 ? "a[data-next]" : "a[data-previous]")
  if (link) return link.click()
  const rows = [...document.querySelectorAll("[data-row]")]
  const row = rows[rows.indexOf(currentRow()) + by] ?? (currentRow() ? null : rows[0])
  row?.querySelector("a")?.focus()
}

function currentRow() {
  return document.activeElement?.closest?.("[data-row]")
}

// Arrows inside a menu.
document.addEventListener("keydown", event => {
  const list = event.target.closest?.(".menu__list")
  if (!list || !["ArrowDown", "ArrowUp"].includes(event.key)) return
  event.preventDefault()
  const items = [...list.querySelectorAll("a, button")]
  items.at((items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)) % items.length).focus()
})

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-shortcuts]")) localStorage.setItem("shortcuts", target.checked ? "on" : "off")
})

const box = document.querySelector("[data-shortcuts]")
if (box) box.checked = !off()
