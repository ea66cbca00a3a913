// Makes what plain forms do immediate; without it every page works the same, a request at a time.
"use strict";

const live = () => document.querySelector("[data-live]");

let asking = new AbortController();

async function show(address) {
  asking.abort(); // an answer that was changed again is not waited for
  const { signal } = (asking = new AbortController());
  live().setAttribute("aria-busy", "true");
  const found = await read(address, signal).catch(() => null);
  if (signal.aborted) return;
  live().removeAttribute("aria-busy");
  if (found) put(found); else location.assign(address);
}

async function read(address, signal) {
  const response = await fetch(address, { headers: { Accept: "text/html" }, signal });
  if (!response.ok) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  return fresh && { fresh, title: page.title, url: response.url };
}

function put({ fresh, title, url }) {
  const place = live();
  const open = [...place.querySelectorAll("details")].map((each) => each.open);
  const focused = document.activeElement && document.activeElement.closest("[data-live] [name]");
  place.replaceWith(fresh);
  document.title = title;
  history.replaceState(null, "", url);
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
addEventListener("pagehide", () => asking.abort());
const errors = document.querySelector(".errors");
if (errors) errors.focus();
