"use strict";
// Comforts that need a script; every page is whole without it.
const root = document.documentElement;
const kept = localStorage.getItem("scheme");
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
      localStorage.setItem("scheme", root.dataset.scheme);
    });
  }
  // A row of the overview is one stop of the Tab key; arrows go from mark to mark, and what a mark stands for is told.
  for (const band of document.querySelectorAll(".band")) {
    const rows = [...band.querySelectorAll(".lane:not(.axis)")].map((row) => [...row.querySelectorAll("a")]);
    const told = band.querySelector(".told");
    const tell = (event) => {
      const title = event.target.closest("a")?.querySelector("title");
      told.textContent = title ? title.textContent : "Arrow keys go from mark to mark.";
    };
    told.hidden = false;
    for (const row of rows) row[0]?.setAttribute("tabindex", "0");
    for (const kind of ["focusin", "mouseover"]) band.addEventListener(kind, tell);
    band.addEventListener("keydown", (event) => {
      const row = rows.findIndex((marks) => marks.includes(event.target));
      if (row < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      const marks = rows[row], place = marks.indexOf(event.target);
      const to = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: marks.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      if (!marks[to]) return;
      event.target.setAttribute("tabindex", "-1");
      marks[to].setAttribute("tabindex", "0");
      marks[to].focus();
    });
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
      button.textContent = "Copied";
    });
  }
});
