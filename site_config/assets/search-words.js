/* Search that finds a word in its other forms. The index matches beginnings of words only, so "aftalerne" finds nothing
 * on a page that says "aftale". What the reader types goes to the index together with its stem: "aftalerne aftal".
 * Quotes, +, -, ~ and ^ mean that the reader knows what they want: then nothing is added. */
(function () {
  "use strict";
  var ENDINGS = {
    da: ["ernes", "erne", "enes", "ene", "ers", "ens", "ets", "er", "en", "et", "es", "te", "e", "s", "t", "n"],
    en: ["ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "'s", "es", "ed", "s", "y", "e"]
  };
  var LEAST = 4; // letters a stem must keep: shorter ones begin too many words
  var LONGEST = 40;

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

  function forms(word, language) {
    var found = stem(word, ENDINGS[language]);
    if (found.length > LEAST) found = softened(found);
    return found === word ? [word] : [word, found];
  }

  function expand(query, language) {
    if (!ENDINGS[language] || /["~^*:]|(^|\s)[+-]/.test(query)) return query;
    return query.split(/\s+/).map(function (word) {
      return word.length > LONGEST ? word : forms(word.toLowerCase(), language).join(" ");
    }).join(" ");
  }

  var SEARCH = 2; // the kind of message that carries a query to Material's search worker
  var Base = window.Worker;
  if (!Base) return;
  window.Worker = class extends Base {
    postMessage(message) {
      var asks = message && message.type === SEARCH && typeof message.data === "string";
      super.postMessage(asks ? { type: SEARCH, data: expand(message.data, document.documentElement.lang) } : message);
    }
  };
})();
