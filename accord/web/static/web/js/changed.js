// <accord-changed kind="deal" record="42" version="7" hidden>: shows itself when the stream says that this record, or with
// no `record` any of the kind, changed. What is being read never moves by itself.

customElements.define("accord-changed", class extends HTMLElement {
  connectedCallback() {
    document.addEventListener("accord:changed", this.#hear)
    document.addEventListener("accord:gone", this.#hear)
  }

  disconnectedCallback() {
    document.removeEventListener("accord:changed", this.#hear)
    document.removeEventListener("accord:gone", this.#hear)
  }

  // ── private ──

  #hear = ({ detail }) => {
    const record = this.getAttribute("record")
    if (detail.kind !== this.getAttribute("kind") || (record && String(detail.id) !== record)) return
    if (record && Number(detail.version) <= Number(this.getAttribute("version") ?? -1)) return
    this.hidden = false
  }
})
