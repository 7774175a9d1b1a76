// <accord-live src="/live/">: one event stream per visible tab. The stream's named events `changed`, `gone` and `notice`
// carry JSON {kind, id, version} and become the document's events accord:changed, accord:gone, accord:notice.
// The connection itself is htmx's: it sends Last-Event-ID when it comes back, and a hidden tab holds none. The address
// says when the page was made, so that what happened before the first connection is told too.

customElements.define("accord-live", class extends HTMLElement {
  connectedCallback() {
    for (const name of ["changed", "gone", "notice"]) this.addEventListener(name, this.#pass)
    this.addEventListener("htmx:sse:close", this.#later)
    this.addEventListener("htmx:error", this.#later)
    document.addEventListener("visibilitychange", this.#connect)
    if (document.readyState === "complete") this.#connect()
    else addEventListener("load", this.#connect, { once: true })
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
    document.removeEventListener("visibilitychange", this.#connect)
  }

  // ── actions ──

  #connect = () => {
    if (document.hidden || this.hasAttribute("hx-sse:connect") || !globalThis.htmx) return
    this.setAttribute("hx-swap", "none")
    this.setAttribute("hx-sse:connect", this.getAttribute("src"))
    htmx.process(this)
  }

  // An ended stream is tried again on a fresh element: a first connection that failed is not repeated by htmx. It goes on
  // where this one ended.
  #later = ({ detail }) => {
    if (detail.reason === "removed" || !this.isConnected) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const fresh = document.createElement("accord-live")
      fresh.setAttribute("src", this.#goingOn())
      this.replaceWith(fresh)
    }, 5000 + Math.random() * 5000)
  }

  // ── private ──

  #timer
  #last

  #goingOn() {
    const address = new URL(this.getAttribute("src"), location)
    if (this.#last) address.searchParams.set("since", this.#last)
    return address.pathname + address.search
  }

  #pass = event => {
    event.stopPropagation()
    this.#last = event.detail.id || this.#last
    const detail = JSON.parse(event.detail.data || "{}")
    document.dispatchEvent(new CustomEvent(`accord:${event.type}`, { detail }))
    if (event.type === "notice") this.#count(detail.unread)
  }

  #count(unread) {
    const bell = document.querySelector("[data-unread]")
    if (bell && unread !== undefined) bell.textContent = unread || ""
  }
})

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
