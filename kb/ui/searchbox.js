// A text box with a list of suggestions (ARIA combobox). The server is told what is typed, and answers with suggestions
// for exactly that text. Every text is set as text, never as markup.
const PAUSE = 150;

const boxes = new WeakMap();

export default function (component) {
  const root = component.parentElement;
  if (!boxes.has(root)) boxes.set(root, new Box(root));
  const box = boxes.get(root);
  box.update(component);
  return () => box.forget();
}

class Box {
  constructor(root) {
    this.input = root.querySelector("input");
    this.list = root.querySelector("[role=listbox]");
    this.count = root.querySelector("[role=status]");
    this.asked = null;
    this.shown = [];
    this.active = -1;
    this.wanted = false;
    this.input.oninput = (event) => event.isComposing || this.typed();
    this.input.addEventListener("compositionend", () => this.typed());
    this.input.onkeydown = (event) => this.key(event);
    this.input.onblur = () => this.close();
    this.list.onpointerdown = (event) => event.preventDefault();
    this.list.onclick = (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.place));
    };
  }

  update({ data, setStateValue, setTriggerValue }) {
    this.data = data;
    this.tell = setStateValue;
    this.trigger = setTriggerValue;
    this.input.placeholder = data.placeholder;
    this.input.maxLength = data.longest;
    this.input.setAttribute("aria-label", data.label);
    this.list.setAttribute("aria-label", data.list);
    if (this.given !== data.asked) {
      this.given = data.asked;
      this.input.value = data.asked;
      this.close();
    }
    if (this.wanted && data.typed === this.input.value) this.show(data.suggestions);
  }

  forget() {
    clearTimeout(this.timer);
  }

  typed() {
    this.wanted = true;
    clearTimeout(this.timer);
    const text = this.input.value;
    if (!text.trim()) return this.close();
    if (text === this.data.typed) return this.show(this.data.suggestions);
    this.timer = setTimeout(() => this.tell("typed", text), PAUSE);
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const open = this.shown.length > 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) this.move(event.key === "ArrowDown" ? 1 : -1);
      else this.typed();
    } else if (event.key === "Escape" && (open || this.wanted)) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open && this.active >= 0) this.choose(this.active);
      else this.ask(this.input.value);
    }
  }

  move(step) {
    const places = this.shown.length + 1;
    this.active = ((this.active + 1 + step + places) % places) - 1;
    for (const option of this.list.children) {
      const chosen = Number(option.dataset.place) === this.active;
      option.setAttribute("aria-selected", String(chosen));
      if (chosen) {
        this.input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    }
    if (this.active < 0) this.input.removeAttribute("aria-activedescendant");
  }

  choose(place) {
    const chosen = this.shown[place];
    if (!chosen) return;
    if (!chosen.document) {
      this.input.value = chosen.text;
      return this.ask(chosen.text);
    }
    this.close();
    this.trigger("chosen", { document: chosen.document, anchor: chosen.anchor });
  }

  ask(text) {
    this.close();
    this.given = text.trim();
    this.trigger("asked", this.given);
  }

  close() {
    clearTimeout(this.timer);
    this.wanted = false;
    this.show([]);
  }

  show(suggestions) {
    this.shown = suggestions;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...suggestions.map((one, place) => this.option(one, place)));
    this.list.hidden = !suggestions.length;
    this.input.setAttribute("aria-expanded", String(suggestions.length > 0));
    this.count.textContent = suggestions.length ? this.data.count.replace("{count}", suggestions.length) : "";
  }

  option(one, place) {
    const option = part("li", "option");
    option.id = `option-${place}`;
    option.dataset.place = place;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const said = part("span", "said");
    said.append(...this.marked(one.text));
    const words = part("span", "words");
    words.append(said, part("span", "note", one.note));
    option.append(words, part("span", "kind", one.kind));
    return option;
  }

  marked(text) {
    const typed = this.input.value.trim().toLowerCase();
    const place = typed ? text.toLowerCase().indexOf(typed) : -1;
    if (place < 0) return [text];
    const end = place + typed.length;
    return [text.slice(0, place), part("b", "", text.slice(place, end)), text.slice(end)];
  }
}

function part(name, style, text = "") {
  const element = document.createElement(name);
  element.className = style;
  element.textContent = text;
  return element;
}
