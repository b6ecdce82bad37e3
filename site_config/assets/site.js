/* Small helps for every page: search buttons, the menu, wide tables. Without this script all text stays readable. */
(function () {
  "use strict";
  var box = document.getElementById("__search");

  /* Material binds single letters to search and paging; people who dictate or have a tremor trigger them unawares. */
  window.addEventListener("keydown", function (event) {
    var typing = event.target instanceof Element && event.target.closest("input, select, textarea, [contenteditable]");
    if (!typing && !(box && box.checked) && "fsnp/,.".includes(event.key)) event.stopImmediatePropagation();
  }, true);

  /* Search: Material shows and hides it by a hidden box; real buttons work that box. */
  var opener = document.querySelector("[data-search-open]");
  var field = document.querySelector(".md-search__input");
  if (box && opener && field) {
    opener.addEventListener("click", function () {
      if (!box.checked) box.click();
      field.focus();
    });
    document.querySelectorAll("[data-search-close]").forEach(function (element) {
      element.addEventListener("click", function () {
        if (box.checked) box.click();
        field.blur();
        opener.focus();
      });
    });
  }

  /* The menu closes by Escape and by a click beside it. */
  var menu = document.querySelector("details.menu");
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !menu || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", function (event) {
    if (menu && menu.open && !menu.contains(event.target)) menu.open = false;
  });

  /* Printing and opening all need a script, so their buttons show only where one runs. */
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  /* Material opens every <details> before printing; what the reader did not open stays off the paper. */
  var tasks = Array.from(document.querySelectorAll(".checklist details"));
  tasks.forEach(function (details) {
    details.querySelector("summary").addEventListener("click", function () {
      details.classList.toggle("opened", !details.open);
    });
  });
  document.querySelectorAll("[data-open-all]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      tasks.forEach(function (details) {
        details.open = true;
        details.classList.add("opened");
      });
    });
  });

  var header = document.querySelector(".site-header");
  /* A table from plain Markdown gets the scrolling box that generated tables already have. */
  document.querySelectorAll(".md-typeset table").forEach(function (table) {
    if (table.closest(".table-scroll, .stack")) return;
    var scroll = document.createElement("div");
    scroll.className = "table-scroll";
    table.classList.add("data");
    table.replaceWith(scroll);
    scroll.appendChild(table);
    if (scroll.scrollWidth <= scroll.clientWidth) return;
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", table.caption ? table.caption.textContent : header.dataset.tableLabel);
  });
})();
