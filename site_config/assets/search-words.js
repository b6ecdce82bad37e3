/* Search that finds a word in its other forms. The index matches beginnings of words only, so "aftalerne" finds nothing
 * on a page that says "aftale". Each word is sent as the beginning that its forms share: "aftal*". Of several words all
 * must be found; where no page has them all, any of them counts. Quotes, +, -, ~ and ^ mean that the reader knows what
 * they want: then nothing is changed. */
(function () {
  "use strict";
  var ENDINGS = {
    da: ["ernes", "erne", "enes", "ene", "ers", "ens", "ets", "er", "en", "et", "es", "te", "e", "s", "t", "n"],
    en: ["ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "'s", "es", "ed", "s", "y", "e"]
  };
  /* Words that say little and stand everywhere; dropped beside others. */
  var SMALL = {
    da: " af at de den der det du en er et for fra har hos hvad hvem hvor hvordan i jeg kan man med mod må når og om på skal som til ved vi vil ",
    en: " a an and are at be by can do for from has have how i in is it of on or our the to we what when where who will with you your "
  };
  var LEAST = 4; // letters a stem must keep: shorter ones begin too many words
  var LONGEST = 40;
  var ASK = 2, ANSWER = 3; // kinds of message between Material and its search worker

  function stem(word, endings) {
    var ending = endings.find(function (e) { return word.endsWith(e) && word.length - e.length >= LEAST; });
    return ending ? word.slice(0, -ending.length) : word;
  }

  /* varslet -> varsl -> vars, because the page says varsel; tilbuddet -> tilbudd -> tilbud */
  function softened(found) {
    var end = found.slice(-2);
    if (end[0] === end[1] || (/[lrn]$/.test(found) && /[bcdfghjkmpstv]/.test(end[0]))) return found.slice(0, -1);
    return found;
  }

  function beginning(word, language) {
    var found = stem(word, ENDINGS[language]);
    return found.length > LEAST ? softened(found) : found;
  }

  /* What to ask first, and what to ask if that finds nothing. */
  function questions(query, language) {
    if (!ENDINGS[language] || /["~^*:]|(^|\s)[+-]/.test(query)) return [query];
    var words = query.toLowerCase().split(/[\s\-–,;!?()\[\]\/”]+/).filter(function (w) { return w && w.length <= LONGEST; });
    var telling = words.filter(function (w) { return !SMALL[language].includes(" " + w + " "); });
    var found = (telling.length ? telling : words).map(function (w) { return beginning(w, language) + "*"; });
    if (found.length < 2) return [found[0] || query];
    return [found.map(function (w) { return "+" + w; }).join(" "), found.join(" ")];
  }

  var Base = window.Worker;
  if (!Base) return;
  window.Worker = class extends Base {
    constructor() {
      super(...arguments);
      this.second = null;
      this.addEventListener("message", (event) => {
        var answer = event.data;
        if (!this.second || !answer || answer.type !== ANSWER) return;
        var second = this.second;
        this.second = null;
        if (answer.data.items.length) return;
        event.stopImmediatePropagation();
        super.postMessage({ type: ASK, data: second });
      });
    }

    postMessage(message) {
      if (!message || message.type !== ASK || typeof message.data !== "string") return super.postMessage(message);
      var asked = questions(message.data, document.documentElement.lang);
      this.second = asked[1] || null;
      super.postMessage({ type: ASK, data: asked[0] });
    }
  };
})();
