"use strict";
// Conveniences that need a script; every page is complete without it.
const root = document.documentElement;
// If the browser stores nothing, the scheme is lost with the page; everything else works.
const store = (scheme) => {
  try {
    if (scheme) localStorage.setItem("scheme", scheme);
    return localStorage.getItem("scheme");
  } catch {
    return null;
  }
};
const stored = store();
if (stored) root.dataset.scheme = stored;

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
  // The Tab key stops once at each row of the overview; arrow keys go from mark to mark, and a line describes the mark.
  for (const band of document.querySelectorAll(".band")) {
    const rows = [...band.querySelectorAll(".lane:not(.axis)")].map((row) => [...row.querySelectorAll("a")]);
    const line = band.querySelector(".told");
    const describe = (event) => {
      const title = event.target.closest("a")?.querySelector("title");
      line.textContent = title ? title.textContent : "Use the arrow keys to go from mark to mark.";
      line.hidden = false;
    };
    for (const row of rows) row[0]?.setAttribute("tabindex", "0");
    band.addEventListener("focusin", describe);
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
