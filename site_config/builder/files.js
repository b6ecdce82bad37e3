/* What the page asks for when it needs it: scripts beside this one that hand over data. Works from a folder too, where
 * fetch does not. */

/** @type {Map<string, {promise: Promise<any>, resolve: (data: any) => void}>} */
const FILES = new Map();

/** @param {string} base @param {string} name @returns {Promise<any>} */
function load(base, name) {
  let file = FILES.get(name);
  if (!file) {
    /** @type {(data: any) => void} */
    let resolve = () => {};
    const promise = new Promise((done, fail) => {
      resolve = done;
      const onerror = () => {
        FILES.delete(name);
        fail(new Error(name));
      };
      document.head.append(make("script", { src: `${base}${name}.js`, onerror }));
    });
    FILES.set(name, (file = { promise, resolve }));
  }
  return file.promise;
}

/** Those scripts call guideFile(name, data). */
function receiveFiles() {
  Object.assign(window, { guideFile: (/** @type {string} */ name, /** @type {any} */ data) => FILES.get(name)?.resolve(data) });
}
