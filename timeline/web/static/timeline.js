"use strict";
// Comforts that need a script; every page is whole without it.
const root = document.documentElement;
// Where a browser keeps nothing the scheme is not kept, and all else works.
const store = (scheme) => {
  try {
    if (scheme) localStorage.setItem("scheme", scheme);
    return localStorage.getItem("scheme");
  } catch {
    return null;
  }
};
const kept = store();
if (kept) root.dataset.scheme = kept;

addEventListener("DOMContentLoaded", () => {
  const scheme = document.getElementById("scheme");
  if (scheme) {
    scheme.hidden = false;
    scheme.addEventListener("click", () => {
      const dark = root.dataset.scheme
        ? root.dataset.scheme === "dark"
        : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.scheme = dark ? "light" : "dark";
      store(root.dataset.scheme);
    });
  }
  // A row of the overview is one stop of the Tab key; arrows go from mark to mark, and what a mark stands for is told.
  for (const band of document.querySelectorAll(".band")) {
    const rows = [...band.querySelectorAll(".lane:not(.axis)")].map((row) => [...row.querySelectorAll("a")]);
    const told = band.querySelector(".told");
    const tell = (event) => {
      const title = event.target.closest("a")?.querySelector("title");
      told.textContent = title ? title.textContent : "Arrow keys go from mark to mark.";
      told.hidden = false;
    };
    for (const row of rows) row[0]?.setAttribute("tabindex", "0");
    band.addEventListener("focusin", tell);
    band.addEventListener("keydown", (event) => {
      const row = rows.findIndex((marks) => marks.includes(event.target));
      if (row < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      const marks = rows[row], place = marks.indexOf(event.target);
      const beside = (by) => rows[row + by]?.find((mark) => mark.getAttribute("tabindex") === "0");
      const to = {
        ArrowLeft: () => marks[place - 1], ArrowRight: () => marks[place + 1], Home: () => marks[0], End: () => marks.at(-1),
        ArrowUp: () => beside(-1), ArrowDown: () => beside(1),
      }[event.key];
      if (!to) return;
      event.preventDefault();
      const next = to();
      if (!next) return;
      if (marks.includes(next)) event.target.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });
  }
  for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
      button.textContent = "Copied";
    });
  }
});
