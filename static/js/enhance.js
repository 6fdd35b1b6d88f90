// Small comforts. Every page works without them; nothing here decides anything.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  const focusFirst = (within) => {
    const target = within.querySelector("[data-focus]");
    if (target) target.focus();
  };

  // A form is sent once, however often its button is pressed; going back makes it usable again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // Another language keeps what was typed into every form of the page, not only into the one its button belongs to.
  const isTyped = (field) => {
    if (field.type === "hidden" || field.type === "file" || field.type === "password" || !field.name) return false;
    if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
    return "checked" in field && /^(checkbox|radio)$/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=switch_language]");
    if (!button || !button.form) return;
    button.form.querySelectorAll("input[name=also]").forEach((input) => input.remove());
    document.querySelectorAll("main form[method=post]").forEach((form) => {
      if (form === button.form || !("kept" in form.dataset || [...form.elements].some(isTyped))) return;
      const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: "also", value: new URLSearchParams(fields) });
      button.form.append(input);
    });
  });

  // "None" clears the other boxes, and they clear it. "I do not know" may stand beside others, so it is not exclusive.
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.type !== "checkbox" || !box.checked || !box.form || !box.name) return;
    const group = [...box.form.elements].filter((other) => other.name === box.name && other !== box);
    const excluded = "exclusive" in box.dataset ? group : group.filter((other) => "exclusive" in other.dataset);
    if (group.some((other) => "exclusive" in other.dataset) || "exclusive" in box.dataset) excluded.forEach((other) => (other.checked = false));
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    const words = button.textContent;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = words), 2000);
  });

  // Too large a file is told before it travels.
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file" || !input.dataset.maxBytes) return;
    const message = document.getElementById(`${input.name}-error`);
    const tooLarge = [...input.files].some((file) => file.size > Number(input.dataset.maxBytes));
    message.hidden = !tooLarge;
    message.textContent = tooLarge ? input.dataset.tooLarge : "";
    input.setAttribute("aria-invalid", String(tooLarge));
  });

  // A passkey that could not be used says nothing by itself.
  document.addEventListener("allauth.error", (event) => {
    const message = document.querySelector("[data-key-error]");
    if (!message) return;
    event.preventDefault();
    message.hidden = false;
    message.focus();
  });

  const enhance = (within) => {
    // How much of a long text's room is used; nothing is cut.
    within.querySelectorAll("textarea[data-count]").forEach((area) => {
      const counter = document.createElement("span");
      counter.className = "field__count";
      counter.setAttribute("role", "status");
      const show = () => (counter.textContent = area.value.length * 10 > area.dataset.count * 8 ? `${area.value.length} / ${area.dataset.count}` : "");
      area.addEventListener("input", show);
      area.after(counter);
      show();
    });
    // One box in the head of a table ticks all of its rows.
    within.querySelectorAll("table[data-select-all]").forEach((table) => {
      const head = table.querySelector("thead .table__check");
      const boxes = [...table.querySelectorAll("tbody .table__check input")];
      if (!head || !boxes.length) return;
      const all = document.createElement("input");
      all.type = "checkbox";
      all.className = "choice__input";
      all.setAttribute("aria-label", table.dataset.selectAll);
      all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
      head.replaceChildren(all);
    });
  };
  document.addEventListener("DOMContentLoaded", () => {
    enhance(document);
    focusFirst(document);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    enhance(event.detail.elt);
    focusFirst(event.detail.elt);
  });
})();
