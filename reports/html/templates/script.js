"use strict";
// The page is whole without this script. It adds filters, folding and the copying
// of links, and writes text only as text.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  document.documentElement.classList.add("js");

  // A link into a folded part opens it, and shows what a filter hides.
  const reveal = (id) => {
    const target = id && document.getElementById(id);
    if (!target) return;
    const scenario = target.closest(".scenario");
    if (scenario && scenario.hidden || target.closest(".service")?.hidden) document.getElementById("filter").reset();
    if (target.closest("tr")?.hidden) document.getElementById("rfilter").reset();
    for (let at = target; at; at = at.parentElement) if (at.localName === "details") at.open = true;
    target.scrollIntoView();
  };
  const fragment = () => { try { return decodeURIComponent(location.hash.slice(1)); } catch { return location.hash.slice(1); } };
  addEventListener("hashchange", () => reveal(fragment()));

  // A plain click on a link to its own place copies the link.
  const said = document.getElementById("said");
  let silence;
  const say = (text) => {
    said.textContent = text;
    clearTimeout(silence);
    silence = setTimeout(() => { said.textContent = ""; }, 4000);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (link.hash === location.hash) reveal(fragment());
    if (!link.classList.contains("self")) return;
    const copied = navigator.clipboard ? navigator.clipboard.writeText(link.href) : Promise.reject();
    copied.then(() => say("Link copied"), () => say("The link is in the address bar"));
  });

  const fill = (select, values) => values.forEach(([value, label]) => select.add(new Option(label, value)));
  const wordsOf = (rows) => [...new Set(rows.map((row) => row.querySelector(".status").textContent))].sort().map((w) => [w, w]);
  const texts = new WeakMap();
  const has = (element, text) => {
    if (!text) return true;
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
    return texts.get(element).includes(text);
  };
  const arm = (form, apply) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => { for (const f of form.elements) if ("value" in f) f.value = ""; apply(); });
  };

  const filter = document.getElementById("filter");
  if (filter) {
    const field = filter.elements;
    const scenarios = all(".scenario"), services = all(".service");
    const status = new Map(scenarios.map((s) => [s, s.querySelector(".status").textContent]));
    fill(field.status, wordsOf(scenarios));
    fill(field.service, services.map((s) => [s.id, s.querySelector("h3").firstChild.textContent.trim()]));
    fill(field.requirement, all("#requirements > .scroll tbody tr").map((r) => [r.id, r.id.slice(2)]));
    const apply = () => {
      const wanted = field.requirement.value;
      const touching = wanted && new Set(all(`a[href="#${CSS.escape(wanted)}"]`).map((a) => a.closest(".scenario")));
      const text = field.text.value.trim().toLowerCase();
      let shown = 0;
      for (const service of services) {
        let here = 0;
        for (const s of all(".scenario", service)) {
          s.hidden = !((!field.status.value || status.get(s) === field.status.value) && (!field.service.value || service.id === field.service.value) &&
            (!wanted || touching.has(s)) && has(s, text));
          if (!s.hidden) here++;
        }
        service.hidden = !here;
        shown += here;
      }
      filter.querySelector("output").textContent = `${shown} of ${scenarios.length} shown`;
    };
    const fold = (open) => all(".scenario:not([hidden])").forEach((s) => { s.open = open; });
    field.unfold.addEventListener("click", () => fold(true));
    field.fold.addEventListener("click", () => fold(false));
    arm(filter, apply);
  }

  const coverage = document.getElementById("rfilter");
  if (coverage) {
    const rows = all(".requirements tbody tr");
    fill(coverage.elements.status, wordsOf(rows));
    arm(coverage, () => {
      const status = coverage.elements.status.value, text = coverage.elements.text.value.trim().toLowerCase();
      let shown = 0;
      for (const row of rows) {
        row.hidden = !((!status || row.querySelector(".status").textContent === status) && has(row, text));
        if (!row.hidden) shown++;
      }
      for (const fold of all("#requirements details")) if (status || text) fold.open = fold.querySelector("tbody tr:not([hidden])") !== null;
      coverage.querySelector("output").textContent = `${shown} of ${rows.length} shown`;
    });
  }

  reveal(fragment());
})();
