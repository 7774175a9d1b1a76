// <copy-button value="D-2026-0042"><span>D-2026-0042</span></copy-button>: without script the text is still there to select.

customElements.define("copy-button", class extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "button")
    this.tabIndex = 0
    this.addEventListener("click", this.#copy)
    this.addEventListener("keydown", this.#press)
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#copy)
    this.removeEventListener("keydown", this.#press)
  }

  // ── actions ──

  #copy = async () => {
    await navigator.clipboard.writeText(this.getAttribute("value"))
    this.toggleAttribute("copied", true)
    setTimeout(() => this.toggleAttribute("copied", false), 1500)
  }

  #press = event => {
    if (event.key !== "Enter" && event.key !== " ") return
    event.preventDefault()
    this.#copy()
  }
})
