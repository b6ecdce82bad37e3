/* Shows the meaning of a word of the trade beside it. Without this script the word links to the list at the foot of the
 * page; with it a click, Enter or Space opens a note, and Escape or a click beside it closes it.
 * The note is the text that stands on the page already; a screen reader gets it as the link's description. */
(function () {
  "use strict";
  var words = document.querySelectorAll("a.term");
  if (!words.length) return;

  var note = document.createElement("span");
  note.className = "term-note";
  note.id = "term-note";
  note.hidden = true;
  var shown = null;

  function meaning(word) {
    var heading = document.getElementById(word.hash.slice(1));
    return heading ? heading.nextElementSibling : null;
  }

  function close() {
    note.hidden = true;
    if (shown) shown.setAttribute("aria-expanded", "false");
    shown = null;
  }

  function open(word) {
    var text = meaning(word);
    if (!text || shown === word) return;
    close();
    note.textContent = text.textContent;
    word.after(note);
    note.hidden = false;
    note.style.setProperty("--shift", "0px");
    var room = document.documentElement.clientWidth - 8;
    var box = note.getBoundingClientRect();
    if (box.right > room) note.style.setProperty("--shift", room - box.right + "px");
    if (box.left < 8) note.style.setProperty("--shift", 8 - box.left + "px");
    word.setAttribute("aria-expanded", "true");
    shown = word;
  }

  words.forEach(function (word) {
    var text = meaning(word);
    if (!text) return;
    text.id = text.id || word.hash.slice(1) + "-meaning";
    word.setAttribute("role", "button");
    word.setAttribute("aria-expanded", "false");
    word.setAttribute("aria-describedby", text.id);
    word.addEventListener("click", function (event) {
      event.preventDefault();
      if (shown === word) close(); else open(word);
    });
    word.addEventListener("keydown", function (event) {
      if (event.key !== " ") return;
      event.preventDefault();
      word.click();
    });
  });

  document.addEventListener("keydown", function (event) { if (event.key === "Escape") close(); });
  document.addEventListener("click", function (event) {
    if (shown && !event.target.closest("a.term, .term-note")) close();
  });
})();
