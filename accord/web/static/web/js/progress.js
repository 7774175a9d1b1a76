// <accord-progress src="/jobs/7/">: asks how far a long job is and replaces itself with the answer, until the answer has no src.

customElements.define("accord-progress", class extends HTMLElement {
  connectedCallback() {
    if (this.hasAttribute("src")) this.#timer = setTimeout(this.#ask, 1000)
  }

  disconnectedCallback() { clearTimeout(this.#timer) }

  // ── private ──

  #timer
  #failures = 0

  #ask = async () => {
    if (document.hidden) return void (this.#timer = setTimeout(this.#ask, 1000))
    try {
      const answer = await fetch(this.getAttribute("src"), { headers: { "HX-Request": "true" } })
      if (!answer.ok) throw new Error(answer.status)
      this.#show(await answer.text())
    } catch {
      this.#failures += 1
      this.#timer = setTimeout(this.#ask, 1000 * 2 ** Math.min(this.#failures, 6))
    }
  }

  #show(html) {
    const parts = document.createRange().createContextualFragment(html)
    const next = parts.querySelector("accord-progress")
    if (!next?.hasAttribute("src")) this.dispatchEvent(new CustomEvent("accord:finished", { bubbles: true }))
    this.replaceWith(parts)
    globalThis.htmx?.process(next ?? document.body)
  }
})
