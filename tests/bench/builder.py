"""How long from an answer to the painted result, beside an empty frame in the same run: `make bench-builder`.

The processor is slowed down four times, as on an old phone. An answer is a real change of a control; it is painted when
the frame after the next one begins. An empty frame is the same without the answer.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from generator.load import load
from generator.site import build

ROOT = Path(__file__).resolve().parent.parent.parent
SLOWER = 4
ROUNDS = 5
MEASURE = """async (selector) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done();
    channel.port2.postMessage(0);
  }));
  const painted = async (act) => {
    await frame();
    const start = performance.now();
    act();
    await frame();
    return performance.now() - start;
  };
  const empty = await painted(() => {});
  const el = document.querySelector(selector);
  const answer = await painted(() => {
    if (el.type === "text") { el.value += "x"; el.dispatchEvent(new Event("input", { bubbles: true })); }
    else el.click();
  });
  return [empty, answer];
}"""
ANSWERS = (
    "[name=company_size][value=small]", "[name=company_size][value=medium]", "[name=personal_data][value=cpr]",
    "[name=countries][value=IN]", "[name=countries][value=PL]", "[name=incentive_scheme][value=none]",
    "[name=incentive_scheme][value=credits_bonus]", "[name=document_scope][value=light]",
    "[name=document_scope][value=full]", "[name=criticality][value=high]", "[name=criticality][value=low]",
    "[name=customer_name]", "[name=provider_name]",
)  # fmt: skip


def slowed(page: Page) -> CDPSession:
    """The page on a processor that is slower by SLOWER."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return session


def main(site: Path) -> None:
    """Measure, and print one line for each way of beginning."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, profile in (("nothing answered", ""), ("a profile", "software-team-india")):
            for width, height in ((1400, 900), (390, 844)):
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto((site / "da" / "sla" / "builder.html").as_uri())
                page.wait_for_selector("html.laid-out", state="attached")
                if profile:
                    page.locator(f"[data-profile={profile}]").click()
                    page.wait_for_timeout(500)
                slowed(page)
                rows = [page.evaluate(MEASURE, selector) for _ in range(ROUNDS) for selector in ANSWERS]
                empty, answer = (statistics.median(column) for column in zip(*rows, strict=True))
                worst = sorted(row[1] for row in rows)[int(len(rows) * 0.95)]
                print(
                    f"{name}, {width} px: answer {answer:.1f} ms (95 %: {worst:.1f}), empty frame {empty:.1f} ms, "
                    f"ratio {answer / empty:.1f}"
                )
                page.close()
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(build(load(ROOT), Path(folder) / "site"))
