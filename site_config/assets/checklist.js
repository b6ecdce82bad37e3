/* Counts the ticks of each <ul class="checklist"> and writes "3 af 9" into the element its data-progress names.
 *
 * That element carries the sentence in data-text, with {done} and {total}. An element with data-progress-all counts
 * every list on the page. Ticks live in the page only: nothing is stored, and printing keeps them on paper. */
(function () {
  "use strict";
  var lists = Array.from(document.querySelectorAll("ul.checklist"));
  if (!lists.length) return;

  function count(boxes) {
    return { done: boxes.filter(function (box) { return box.checked; }).length, total: boxes.length };
  }

  function boxesOf(list) {
    return Array.from(list.querySelectorAll("input[type=checkbox]"));
  }

  function show(element, number) {
    var text = (element.dataset.text || "{done} / {total}").replace("{done}", number.done).replace("{total}", number.total);
    if (element.textContent !== text) element.textContent = text;
    element.style.setProperty("--done", number.total ? number.done / number.total : 0);
  }

  function update() {
    var groups = new Map();
    lists.forEach(function (list) {
      var target = document.getElementById(list.dataset.progress);
      if (target) groups.set(target, (groups.get(target) || []).concat(boxesOf(list)));
    });
    groups.forEach(function (boxes, target) { show(target, count(boxes)); });
    document.querySelectorAll("[data-progress-all]").forEach(function (element) {
      show(element, count(lists.flatMap(boxesOf)));
    });
  }

  document.addEventListener("change", function (event) {
    if (event.target.closest("ul.checklist")) update();
  });
  window.addEventListener("pageshow", update); // browsers may bring ticks back on return to the page
  update();
})();
