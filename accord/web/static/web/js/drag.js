// Dragging on a board, with a mouse after five pixels, with a finger after a long press (before that it scrolls).

const START = 5
const HOLD = 250

export function drag(board, pressed) {
  let card, x, y, timer, lifted = false, over = null
  const slot = Object.assign(document.createElement("li"), { className: "column__slot", ariaHidden: "true" })

  board.addEventListener("pointerdown", press)
  if (pressed) press(pressed)

  function press(event) {
    card = event.button === 0 ? event.target.closest("[data-card]") : null
    if (!card || event.target.closest("button, input, details")) return void (card = null)
    ;[x, y] = [event.clientX, event.clientY]
    if (event.pointerType !== "mouse") timer = setTimeout(lift, HOLD)
  }

  board.addEventListener("dragstart", event => event.preventDefault())
  board.addEventListener("contextmenu", event => { if (lifted) event.preventDefault() })
  board.addEventListener("touchmove", event => { if (lifted) event.preventDefault() }, { passive: false })
  document.addEventListener("pointermove", move)
  document.addEventListener("pointerup", drop)
  document.addEventListener("pointercancel", cancel)
  document.addEventListener("keydown", event => { if (event.key === "Escape" && lifted) cancel() })

  function move(event) {
    if (!card) return
    const [dx, dy] = [event.clientX - x, event.clientY - y]
    if (!lifted && Math.hypot(dx, dy) < START) return
    if (!lifted && event.pointerType !== "mouse") return cancel()
    if (!lifted) lift()
    card.style.translate = `${dx}px ${dy}px`
    aim(document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-column]"))
    edge(event.clientX)
  }

  function lift() {
    lifted = true
    card.classList.add("deal-card--lifted", "deal-card--dragged")
    board.announce("lifted", card, card.closest(".column"))
  }

  function aim(column) {
    if (!board.contains(column ?? null) || column === over) return
    over?.classList.remove("column--target")
    over = column
    over.classList.add("column--target")
    if (over.contains(card)) slot.remove()
    else over.querySelector("[data-cards]").prepend(slot)
  }

  // Near an end the board scrolls along.
  function edge(at) {
    const { left, right } = board.getBoundingClientRect()
    if (at < left + 48) board.scrollBy(-16, 0)
    else if (at > right - 48) board.scrollBy(16, 0)
  }

  function drop() {
    if (!lifted) return cancel()
    const [moved, column] = [card, over]
    document.addEventListener("click", stop, { capture: true, once: true })
    setTimeout(() => document.removeEventListener("click", stop, { capture: true }))
    cancel()
    if (column) board.move(moved, column)
  }

  function stop(event) {
    event.preventDefault()
    event.stopPropagation()
  }

  function cancel() {
    clearTimeout(timer)
    card?.classList.remove("deal-card--lifted", "deal-card--dragged")
    card?.style.removeProperty("translate")
    over?.classList.remove("column--target")
    slot.remove()
    ;[card, over, lifted] = [null, null, false]
  }
}
