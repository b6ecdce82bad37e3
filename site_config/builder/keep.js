/* What this computer remembers, only when asked to: one entry for the answers, one for the checklist. */

const KEPT = "outsourcing-guide.";

/** @typedef {"answers"|"progress"|"test"} Kept */

/** Whether the browser lets a page remember anything. */
function canKeep() {
  const can = keep("test", "");
  if (can) localStorage.removeItem(`${KEPT}test`);
  return can;
}

/** @param {Kept} what @returns {string|null} */
function kept(what) {
  try {
    return localStorage.getItem(KEPT + what);
  } catch {
    return null;
  }
}

/** @param {Kept} what @param {string} text whether it worked */
function keep(what, text) {
  try {
    localStorage.setItem(KEPT + what, text);
    return true;
  } catch {
    return false;
  }
}

/** Forget everything. Where nothing can be kept, nothing was. */
function forget() {
  try {
    for (const what of ["answers", "progress"]) localStorage.removeItem(KEPT + what);
  } catch {}
}
