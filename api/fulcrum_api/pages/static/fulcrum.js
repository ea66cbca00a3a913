// Makes what plain forms do immediate; without it every page works the same, a request at a time.
"use strict";

const live = () => document.querySelector("[data-live]");

async function show(address) {
  const place = live();
  const open = [...place.querySelectorAll("details")].map((each) => each.open);
  const focused = document.activeElement && document.activeElement.closest("[data-live] [name]");
  place.setAttribute("aria-busy", "true");
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (!response.ok) { location.assign(address); return; }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (!fresh) { location.assign(address); return; }
  place.replaceWith(fresh);
  document.title = page.title;
  history.replaceState(null, "", response.url);
  const details = [...fresh.querySelectorAll("details")];
  if (details.length === open.length) details.forEach((each, i) => { each.open = open[i]; });
  prepare();
  const again = focused && fresh.querySelector(`.whatif [name="${focused.name}"]`);
  if (again) again.focus({ preventScroll: true });
}

function addressOf(form) {
  const given = new Map();
  for (const [name, value] of new FormData(form)) given.set(name, value);
  return form.getAttribute("action") + "?" + new URLSearchParams([...given]);
}

function prepare() {
  for (const form of document.querySelectorAll("[data-live-form]")) {
    const go = (event) => { event.preventDefault(); show(addressOf(form)); };
    form.addEventListener("submit", go);
    form.addEventListener("change", (event) => { if (event.target.matches("select")) go(event); });
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

function reveal() {
  let place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (; place; place = place.parentElement) if (place.tagName === "DETAILS") place.open = true;
}

prepare();
reveal();
addEventListener("hashchange", reveal);
const errors = document.querySelector(".errors");
if (errors) errors.focus();
