"use strict";
(() => {
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const cards = Array.from(document.querySelectorAll("article.card"));
  let current = -1;

  /** The filters as they stand in the address, so that a reload or a link keeps them. */
  function restore() {
    const kept = new URLSearchParams(location.hash.slice(1));
    if (kept.has("verdict")) {
      const verdicts = kept.get("verdict").split(",");
      form.querySelectorAll("[name=verdict]").forEach(box => { box.checked = verdicts.includes(box.value); });
    }
    for (const name of ["participant", "suffix", "defacer"]) {
      if (kept.has(name)) {
        form.elements[name].value = kept.get(name);
      }
    }
  }

  function apply() {
    const verdicts = new Set(Array.from(form.querySelectorAll("[name=verdict]:checked"), box => box.value));
    const participant = form.elements.participant.value.trim().replace(/^sub-/, "");
    const suffix = form.elements.suffix.value;
    const defacer = form.elements.defacer.value;
    let count = 0;
    for (const card of cards) {
      const data = card.dataset;
      const visible = verdicts.has(data.verdict)
        && data.participant.slice("sub-".length).includes(participant)
        && (suffix === "" || data.suffix === suffix)
        && (defacer === "" || data.defacer === defacer);
      card.hidden = !visible;
      count += visible ? 1 : 0;
    }
    shown.textContent = count + " of " + cards.length + " scans";
    none.hidden = count > 0;
    const kept = new URLSearchParams();
    if (verdicts.size < 3) { kept.set("verdict", Array.from(verdicts).join(",")); }
    if (participant) { kept.set("participant", participant); }
    if (suffix) { kept.set("suffix", suffix); }
    if (defacer) { kept.set("defacer", defacer); }
    history.replaceState(null, "", kept.size ? "#" + kept : location.pathname + location.search);
  }

  /** To the next visible card, or the one before. */
  function step(by) {
    for (let n = current + by; n >= 0 && n < cards.length; n += by) {
      if (!cards[n].hidden) {
        current = n;
        cards[n].focus({ preventScroll: true });
        cards[n].scrollIntoView({ block: "start" });
        return;
      }
    }
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => form.elements.participant.focus(),
    1: () => form.querySelector("[value=fail]").click(),
    2: () => form.querySelector("[value=review]").click(),
    3: () => form.querySelector("[value=pass]").click(),
    m: () => { const link = current < 0 ? null : cards[current].querySelector(".mosaic a"); if (link) { link.click(); } },
  };

  document.addEventListener("keydown", event => {
    if (event.key === "Escape") { event.target.blur(); return; }
    const typing = event.target.matches("input[type=search], select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) { return; }
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("focusin", event => {
    const card = event.target.closest("article.card");
    if (card) { current = cards.indexOf(card); }
  });
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", event => event.preventDefault());
  restore();
  apply();
})();
