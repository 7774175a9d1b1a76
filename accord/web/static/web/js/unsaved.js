// Leaving a page with typed text asks first. Forms say so with data-guard; sending or resetting them makes it quiet again.

const changed = new Set()

document.addEventListener("input", ({ target }) => { if (target.form?.matches("[data-guard]")) changed.add(target.form) })
document.addEventListener("submit", ({ target }) => changed.delete(target))
document.addEventListener("reset", ({ target }) => changed.delete(target))
addEventListener("beforeunload", event => {
  if ([...changed].some(form => form.isConnected)) event.preventDefault()
})

// The first keystroke, which loaded this file.
const form = document.activeElement?.form
if (form?.matches("[data-guard]")) changed.add(form)
