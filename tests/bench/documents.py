"""What a document costs, beside two peers that make the same one in the same run: run it with 'make bench'.

docxtpl fills a Word template that is made from the same segments; WeasyPrint prints the same page of HTML. Times are
CPU, of rounds in turn, so that a busy machine slows everyone alike: the ratios count, not the milliseconds.
"""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from generator.answers import read_answers
from generator.load import load
from generator.model import Answers
from generator.render import Renderer, copy_keys
from generator.segments import LITERAL, Compiled
from generator.tailor import Tailored

ROOT = Path(__file__).resolve().parents[2]
PROFILE = ROOT / "content" / "profiles" / "software-team-india.yaml"
BODY = "word/document.xml"
Run: TypeAlias = Callable[[Answers], object]
ROUNDS = 12
RECORDS = {"docx": 2000, "pdf": 400}


def main() -> None:
    """Print the cost of each format, the ratios to the peers, and how much a batch makes."""
    renderer = Renderer(load(ROOT))
    answers = read_answers(PROFILE, PROFILE.name, renderer.project.guide)

    tailored = renderer.tailor

    def ours(form: str) -> Run:
        return lambda answers: renderer.file(tailored(answers), "sla", "da", form)

    peers = {"docx": ("docxtpl", _docxtpl(renderer, answers)), "pdf": ("WeasyPrint", _weasyprint(renderer))}
    runs = {form: ours(form) for form in ("md", "html", "json", "docx", "pdf")}
    runs |= dict(peers.values())
    cost = _cost(runs, _various(answers))
    for name, seconds in cost.items():
        print(f"{name:12}{seconds * 1000:9.2f} ms CPU a document")
    for form, (name, _) in peers.items():
        print(f"{form} / {name}: 1/{cost[name] / cost[form]:.0f}")
    for form in ("docx", "pdf"):
        _batch(form)


def _various(answers: Answers) -> list[Answers]:
    """Agreements as a batch has them: other names and numbers in each, and other clauses in many."""
    return [
        answers.model_copy(
            update={
                "values": {
                    **answers.values,
                    "customer_name": f"Eksempel {place} ApS",
                    "monthly_fee": Decimal(50_000 + 1_000 * place),
                    "team_size": Decimal(2 + place),
                    "incentive_scheme": ("none", "credits", "credits_bonus")[place % 3],
                    "document_scope": ("full", "light")[place % 2],
                    "countries": (("IN",), ("PL",), ("PH", "IN"))[place % 3],
                }
            }
        )
        for place in range(ROUNDS)
    ]


def _cost(runs: dict[str, Run], various: list[Answers]) -> dict[str, float]:
    """The median of each, in seconds of CPU; every round has answers that none has had before."""
    spent: dict[str, list[float]] = {name: [] for name in runs}
    for answers in various:
        for name, run in runs.items():
            begin = time.process_time()
            run(answers)
            spent[name].append(time.process_time() - begin)
    return {name: statistics.median(times) for name, times in spent.items()}


def _docxtpl(renderer: Renderer, answers: Answers) -> Run:
    """The peer fills a template with the same blocks and slots, and must make the same words."""
    from docxtpl import DocxTemplate

    tailored = renderer.tailor(answers)
    whole = renderer.file(tailored, "sla", "da", "docx")
    template = io.BytesIO(_with_body(whole, _jinja(renderer.compiled("sla", "da", "docx"))))

    def run(answers: Answers) -> bytes:
        again = renderer.tailor(answers)
        template.seek(0)
        document, made = DocxTemplate(template), io.BytesIO()
        document.render(_context(renderer, again), autoescape=True)
        document.save(made)
        return made.getvalue()

    assert _words(run(answers)) == _words(whole), "docxtpl did not make the same document"
    return run


def _context(renderer: Renderer, tailored: Tailored) -> dict[str, object]:
    shown = tailored.shown | copy_keys(tailored, "sla", ())
    return {"shown": shown, "values": renderer._values(tailored, "da")}


def _jinja(compiled: Compiled) -> str:
    """The segments as a Jinja template: a condition around every block, an expression for every slot."""
    parts: list[str] = []
    inside: list[int] = [0]
    for block, kind, text in compiled.segments:
        while not _within(compiled, block, inside[-1]):
            parts.append("{% endif %}")
            inside.pop()
        for outer in reversed(_way(compiled, block, inside[-1])):
            parts.append(f"{{% if '{compiled.blocks[outer][1]}' in shown %}}")
            inside.append(outer)
        parts.append(text if kind == LITERAL else f"{{{{ values['{text}'] }}}}")
    return "".join(parts) + "{% endif %}" * (len(inside) - 1)


def _within(compiled: Compiled, block: int, outer: int) -> bool:
    while block != outer and block > 0:
        block = compiled.blocks[block][0]
    return block == outer


def _way(compiled: Compiled, block: int, outer: int) -> list[int]:
    way = []
    while block != outer:
        way.append(block)
        block = compiled.blocks[block][0]
    return way


def _with_body(raw: bytes, text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == BODY else old.read(name))
    return buffer.getvalue()


def _words(raw: bytes) -> str:
    from docx import Document

    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(raw)).paragraphs)


def _weasyprint(renderer: Renderer) -> Run:
    import weasyprint

    def run(answers: Answers) -> object:
        page = renderer.render(renderer.tailor(answers), "sla", "da", "html")
        return weasyprint.HTML(string=page).write_pdf()

    return run


def _batch(form: str) -> None:
    """Documents a second and core, of the command itself: start, loading and writing included."""
    cores = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / "records.jsonl"
        record = _one_line()
        records.write_text((record + "\n") * RECORDS[form], encoding="utf-8")
        command = [sys.executable, "-m", "generator", "--root", str(ROOT), "batch", str(records), "-o", f"{folder}/out"]
        begin = time.perf_counter()
        subprocess.run([*command, "--lang", "da", "--format", form], check=True, stdout=subprocess.DEVNULL)
        spent = time.perf_counter() - begin
        made = sum(1 for _ in (Path(folder) / "out").rglob(f"*.{form}"))
    each = made / spent / cores
    print(f"batch {form}: {made} documents in {spent:.1f} s on {cores} cores, {each:.0f} a second and core")


def _one_line() -> str:
    import json

    import yaml

    data = yaml.load(PROFILE.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - strings only
    return json.dumps({"answers": data["answers"]}, ensure_ascii=False)


if __name__ == "__main__":
    main()
