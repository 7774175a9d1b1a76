// The first script of every page: loads custom elements when their tags appear, shows errors, keeps the look, guards forms.
// What it loads carries its own version (?sum), so that all scripts of a page are of one release.

const version = new URL(import.meta.url).search
const load = name => import(`./${name}.js${version}`)

// ── custom elements, when their tag appears ──

const elements = {
  "accord-board": "board", "accord-dialog": "dialog", "accord-edit": "edit", "accord-live": "live", "accord-order": "order", "accord-progress": "progress",
  "accord-toast": "toast", "copy-button": "copy", "field-switch": "switch",
}
const touched = { "accord-bulk": "bulk", "accord-cells": "cells", ".prop": "edit", "accord-picker": "picker", "accord-rich": "rich", "nav-filter": "filter" } // these need nothing before somebody comes to them

function wake(root) {
  for (const [tag, file] of Object.entries(elements)) {
    if (root.matches?.(tag) || root.querySelector(tag)) { delete elements[tag]; load(file) }
  }
}

new MutationObserver(changes => {
  for (const { addedNodes } of changes) for (const node of addedNodes) if (node.nodeType === 1) wake(node)
}).observe(document.body, { childList: true, subtree: true })
wake(document.body)

function touch({ target }) {
  for (const [tag, file] of Object.entries(touched)) if (target.closest?.(tag)) load(file)
}
for (const event of ["focusin", "pointerover"]) document.addEventListener(event, touch)

// ── saying things ──

document.addEventListener("accord:say", ({ detail }) => {
  const toast = document.createElement("accord-toast")
  toast.className = `toast toast--${detail.kind ?? "info"}`
  toast.append(Object.assign(document.createElement("span"), { className: "toast__text", textContent: detail.text }))
  document.getElementById("toasts").append(toast)
})

document.addEventListener("accord:announce", ({ detail }) => {
  document.getElementById("live-region").textContent = detail.text
})

export const say = (text, kind) => document.dispatchEvent(new CustomEvent("accord:say", { detail: { text, kind } }))

document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  const status = ctx.response.status
  if (![403, 404].includes(status) && status < 500) return
  const plain = ctx.response.headers.get("Content-Type")?.startsWith("text/plain")
  say((plain && ctx.text) || document.body.dataset[`say-${Math.min(status, 500)}`] || document.body.dataset["say-500"], "error")
})

document.addEventListener("htmx:error", ({ detail, target }) => {
  if (target.localName !== "accord-live" && detail.ctx) say(document.body.dataset.sayOffline, "error")
})

// ── focus after a swap: to what asks for it, else it stays ──

document.addEventListener("htmx:after:swap", () => document.querySelector("[data-focus]:not(:focus)")?.focus())

// ── the look ──

document.addEventListener("click", ({ target }) => {
  if (!target.closest?.("[data-theme-toggle]")) return
  const root = document.documentElement
  const dark = root.dataset.theme === "dark" || (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches)
  keepLook("theme", dark ? "light" : "dark")
})

function keepLook(name, value) {
  document.documentElement.dataset[name] = value
  const url = document.body.dataset.appearanceUrl
  if (!url) return
  const headers = JSON.parse(document.body.getAttribute("hx-headers:inherited"))
  fetch(url, { method: "POST", headers: { ...headers, "HX-Request": "true" }, body: new URLSearchParams({ [name]: value }) })
}

document.addEventListener("click", ({ target }) => {
  if (!target.closest?.("[data-sidebar-toggle]")) return
  const sidebar = document.getElementById("sidebar")
  const icons = sidebar.classList.toggle("sidebar--icons")
  for (const link of sidebar.querySelectorAll("a.nav__link")) link.title = icons ? link.querySelector(".nav__label").textContent : ""
  document.cookie = `sidebar=${icons ? "icons" : ""}; path=/; max-age=31536000; samesite=lax`
})

// ── forms: pressing twice saves once; a filter applies by itself ──

document.addEventListener("submit", event => {
  const { target: form, submitter } = event
  if (["theme", "density"].includes(submitter?.name)) return look(event)
  if (form.method !== "post") return
  if (form.dataset.sent) { event.preventDefault(); return event.stopImmediatePropagation() }
  form.dataset.sent = "yes"
  submitter?.setAttribute("aria-busy", "true")
  setTimeout(free, 10000, form) // an answer that is a download leaves the page where it is
}, { capture: true })

function look(event) {
  event.preventDefault()
  const { name, value, parentElement } = event.submitter
  keepLook(name, value)
  for (const button of parentElement.children) button.setAttribute("aria-pressed", button === event.submitter)
}

function free(form) {
  delete form.dataset.sent
  form.querySelectorAll("[aria-busy]").forEach(button => button.removeAttribute("aria-busy"))
}

document.addEventListener("htmx:before:request", ({ target }) => { if (target.localName === "button") target.setAttribute("aria-busy", "true") })
document.addEventListener("htmx:finally:request", ({ target }) => {
  target.removeAttribute?.("aria-busy")
  const form = target.closest?.("form")
  if (form) free(form)
})
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free))
document.addEventListener("change", ({ target }) => target.form?.matches("[data-auto-submit]") && target.form.requestSubmit())

// ── what the first view does not need ──

let keyboard
document.addEventListener("keydown", event => {
  if (keyboard) return keyboard.press(event)
  if ((event.ctrlKey || event.metaKey) && event.key === "k") event.preventDefault() // or the browser takes it
  load("keyboard").then(module => { (keyboard = module).press(event) })
})
document.addEventListener("input", () => load("unsaved"), { once: true })
document.addEventListener("click", event => {
  const opener = event.target.closest?.("[data-palette]")
  if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  document.dispatchEvent(new CustomEvent("accord:palette"))
})
document.addEventListener("accord:palette", () => load("palette").then(({ open }) => open()))
document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(target)) menu.open = false
})
