/* Search on file://, where browsers refuse real workers.
 *
 * A stand-in for Worker that runs the script in an empty frame of this page. It offers what the search script
 * uses: messages both ways and importScripts. The script recognises it by the name IFrameWorker on its parent,
 * and the offline plugin by the name of this file. Served over http(s) the browser's own Worker stays. */
(function () {
  "use strict";
  if (location.protocol !== "file:") return;

  function loadScript(frameDocument, address) {
    return new Promise(function (resolve, reject) {
      var script = frameDocument.createElement("script");
      script.onload = resolve;
      script.onerror = function () { reject(new Error("Could not load " + address)); };
      script.src = address;
      frameDocument.body.appendChild(script);
    });
  }

  class IFrameWorker extends EventTarget {
    constructor(path) {
      super();
      var address = new URL(path, document.baseURI).href;
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.title = "search";
      // Firefox replaces the first empty document of a frame once; its load event follows that.
      this.ready = new Promise((resolve) => { this.frame.onload = resolve; })
        .then(() => this.prepare(address));
      if (document.body) this.attach();
      else document.addEventListener("DOMContentLoaded", () => this.attach());
    }

    attach() {
      document.body.appendChild(this.frame);
    }

    prepare(address) {
      var inside = this.frame.contentWindow;
      this.frame.onload = null;
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data: data }));
      inside.importScripts = function () {
        return Array.from(arguments).reduce(function (before, name) {
          // The search script cuts its own address at the first "/worker", which may stand in a folder's name.
          var file = new URL("../lunr/" + name.split("/lunr/").pop(), address).href;
          return before.then(function () { return loadScript(inside.document, file); });
        }, Promise.resolve());
      };
      return loadScript(inside.document, address);
    }

    postMessage(data) {
      this.ready.then(() => {
        var inside = this.frame.contentWindow;
        inside.dispatchEvent(new inside.MessageEvent("message", { data: data }));
      });
    }

    terminate() {
      this.frame.remove();
    }
  }

  window.IFrameWorker = window.Worker = IFrameWorker;
})();
