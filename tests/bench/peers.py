#!/usr/bin/env python3
"""Builds the same generated articles with Answerbook and with the generators that are installed.

    python3 tests/bench/peers.py [--articles 1000] [--runs 5] [--tools answerbook,hugo,zola,mdbook,zensical]

Tools are looked up on the PATH; ANSWERBOOK, HUGO, ZOLA, MDBOOK and ZENSICAL can name other programs. Build Answerbook
with `cargo build --release` first. A run builds with one tool after the other, so that a busy moment of the machine
does not hit only one of them. Each build starts without output and without caches. Prints medians of the time, the CPU
time and the peak memory of the largest process, and how often Answerbook fits into the time of the others.

All render the same Markdown, list articles by category and write a search index. Hugo and Zola have templates with only
a header, the content and a footer; the others use their default theme.
"""
import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATEGORIES = 20
WORDS = """account address app billing button cancel card change choose code confirm connect contact customer delete
device email enter export file form import invoice link list login member message menu money notification number open
order page password pay plan print profile refund remove report reset save screen search security select send settings
share shipping sign start status step store subscription support team ticket transfer update upgrade user verify
version view web window""".split()


def sentence(pick, length):
    return " ".join(pick.choice(WORDS) for _ in range(length)).capitalize() + "."


def title(number):
    pick = random.Random(f"title {number}")
    return f"{pick.choice(WORDS).capitalize()} {pick.choice(WORDS)} {pick.choice(WORDS)} {number}"


def body(number, articles, link):
    """About 450 words: three sections with steps, a table, code and links to other articles."""
    pick = random.Random(f"body {number}")
    parts = [sentence(pick, 30)]
    for _ in range(3):
        other = pick.randrange(articles)
        parts += [
            f"## {sentence(pick, 4)[:-1]}",
            " ".join(sentence(pick, 18) for _ in range(4)),
            "\n".join(f"{step}. Select **{pick.choice(WORDS)}** and {sentence(pick, 8).lower()}" for step in (1, 2, 3)),
            f"See [{title(other)}]({link(number, other)}).",
        ]
    parts += ["| Key | Value |\n|-----|-------|\n" + "\n".join(f"| {word} | {sentence(pick, 4)} |" for word in WORDS[:4])]
    parts += ["```bash\ncurl -s https://api.example.com/v1/orders # lists them\n```"]
    return "\n\n".join(parts) + "\n"


def slug(number):
    return f"article-{number}"


def category(number):
    return f"category-{number % CATEGORIES}"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def relative(number, other):
    return f"../{category(other)}/{slug(other)}.md"


def yaml_articles(content, articles, index):
    for number in range(articles):
        head = f'---\ntitle: "{title(number)}"\ndescription: "{sentence(random.Random(number), 9)}"\n---\n\n'
        write(content / category(number) / f"{slug(number)}.md", head + body(number, articles, relative))
    for number in range(CATEGORIES):
        write(content / category(number) / index, f'---\ntitle: "Category {number}"\n---\n')


def answerbook(folder, articles):
    write(folder / "answerbook.toml", 'title = "Help"\nbase_url = "https://help.example/"\n')
    yaml_articles(folder / "content", articles, "_index.md")


HUGO_BASE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><header><a href="/">Help</a></header><main><h1>{{ .Title }}</h1>{{ block "main" . }}{{ .Content }}{{ end }}</main>
<footer>Help</footer></body></html>
"""
HUGO_LIST = """{{ define "main" }}<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul>{{ end }}"""
HUGO_LINK = """{{ $page := .Page.GetPage (strings.TrimSuffix ".md" .Destination) -}}
<a href="{{ with $page }}{{ .RelPermalink }}{{ else }}{{ .Destination }}{{ end }}">{{ .Text | safeHTML }}</a>"""
HUGO_INDEX = """[{{ range $i, $p := site.RegularPages }}{{ if $i }},{{ end }}
{{ dict "title" $p.Title "href" $p.RelPermalink "text" $p.Plain | jsonify }}{{ end }}]"""


def hugo(folder, articles):
    write(folder / "hugo.toml", 'title = "Help"\nbaseURL = "https://help.example/"\ndisableKinds = ["taxonomy", "term"]\n'
          '[outputs]\nhome = ["HTML", "RSS", "JSON"]\n')
    layouts = folder / "layouts"
    write(layouts / "_default/baseof.html", HUGO_BASE)
    write(layouts / "_default/single.html", '{{ define "main" }}{{ .Content }}{{ end }}')
    write(layouts / "_default/list.html", HUGO_LIST)
    write(layouts / "_default/_markup/render-link.html", HUGO_LINK)
    write(layouts / "index.json", HUGO_INDEX)
    yaml_articles(folder / "content", articles, "_index.md")


ZOLA_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ page.title }}</title></head>
<body><header><a href="/">Help</a></header><main><h1>{{ page.title }}</h1>{{ page.content | safe }}</main>
<footer>Help</footer></body></html>
"""
ZOLA_SECTION = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ section.title }}</title></head>
<body><main><h1>{{ section.title }}</h1><ul>{% for page in section.pages %}<li><a href="{{ page.path }}">{{ page.title }}</a>
</li>{% endfor %}</ul></main></body></html>
"""


def zola(folder, articles):
    write(folder / "config.toml", 'base_url = "https://help.example"\ntitle = "Help"\nbuild_search_index = true\n')
    write(folder / "templates/page.html", ZOLA_PAGE)
    write(folder / "templates/section.html", ZOLA_SECTION)
    write(folder / "templates/index.html", ZOLA_SECTION)
    content = folder / "content"
    write(content / "_index.md", '+++\ntitle = "Help"\n+++\n')
    for number in range(CATEGORIES):
        write(content / category(number) / "_index.md", f'+++\ntitle = "Category {number}"\n+++\n')
    for number in range(articles):
        text = body(number, articles, lambda _, other: f"@/{category(other)}/{slug(other)}.md")
        write(content / category(number) / f"{slug(number)}.md", f'+++\ntitle = "{title(number)}"\n+++\n\n{text}')


def mdbook(folder, articles):
    write(folder / "book.toml", '[book]\ntitle = "Help"\n')
    lines = ["# Summary\n"]
    for number in range(CATEGORIES):
        write(folder / "src" / category(number) / "README.md", f"# Category {number}\n")
        lines.append(f"- [Category {number}]({category(number)}/README.md)")
        for article in range(number, articles, CATEGORIES):
            lines.append(f"  - [{title(article)}]({category(article)}/{slug(article)}.md)")
    write(folder / "src/SUMMARY.md", "\n".join(lines) + "\n")
    for number in range(articles):
        text = f"# {title(number)}\n\n{body(number, articles, relative)}"
        write(folder / "src" / category(number) / f"{slug(number)}.md", text)


def zensical(folder, articles):
    write(folder / "zensical.toml", '[project]\nsite_name = "Help"\nsite_url = "https://help.example/"\n')
    yaml_articles(folder / "docs", articles, "index.md")
    write(folder / "docs/index.md", "# Help\n")


# How to make the project; the build's arguments; the folders to delete before a build.
TOOLS = {
    "answerbook": (answerbook, ["build"], ["public"]),
    "hugo": (hugo, ["--quiet", "--noBuildLock"], ["public", "resources"]),
    "zola": (zola, ["build"], ["public"]),
    "mdbook": (mdbook, ["build"], ["book"]),
    "zensical": (zensical, ["build", "--clean"], ["site", ".cache"]),
}


def program(tool):
    found = os.environ.get(tool.upper())
    if tool == "answerbook" and not found:
        built = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "release/answerbook"
        found = str(built) if built.exists() else None
    # Builds run in the folder of their project, so a relative path would lead elsewhere.
    found = shutil.which(found or tool)
    return os.path.abspath(found) if found else None


def build(command, folder):
    """Runs a build. Returns its seconds, its CPU seconds and its peak memory in MB."""
    started = time.monotonic()
    log = open(folder.with_suffix(".log"), "wb")
    child = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"`{' '.join(command)}` failed:\n{Path(log.name).read_text(errors='replace')[-2000:]}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def pages(folder, outputs):
    return sum(1 for _ in (folder / outputs[0]).rglob("*.html"))


def main():
    parser = argparse.ArgumentParser(description="Compares build times with other generators.")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tools", default=",".join(TOOLS))
    options = parser.parse_args()
    wanted = options.tools.split(",")
    for tool in wanted:
        if tool not in TOOLS:
            sys.exit(f"`{tool}` is not one of {', '.join(TOOLS)}")
    tools = {tool: path for tool in wanted if (path := program(tool))}
    if missing := [tool for tool in wanted if tool not in tools]:
        print(f"not installed: {', '.join(missing)}")
    if "answerbook" in wanted and "answerbook" not in tools:
        sys.exit("build Answerbook first: cargo build --release")
    with tempfile.TemporaryDirectory() as work:
        folders = {tool: Path(work) / tool for tool in tools}
        for tool, folder in folders.items():
            TOOLS[tool][0](folder, options.articles)
        results = {tool: [] for tool in tools}
        for _ in range(options.runs):
            for tool, path in tools.items():
                for output in TOOLS[tool][2]:
                    shutil.rmtree(folders[tool] / output, ignore_errors=True)
                results[tool].append(build([path, *TOOLS[tool][1]], folders[tool]))
        print(f"{options.articles} articles, medians of {options.runs} builds")
        print(f"{'':<12}{'seconds':>9}{'CPU':>9}{'MB':>9}{'pages':>9}{'ratio':>9}")
        own = statistics.median(seconds for seconds, *_ in results["answerbook"]) if "answerbook" in results else None
        for tool, runs in results.items():
            seconds, cpu, memory = (statistics.median(column) for column in zip(*runs))
            ratio = f"{seconds / own:9.1f}" if own else ""
            count = pages(folders[tool], TOOLS[tool][2])
            print(f"{tool:<12}{seconds:9.2f}{cpu:9.2f}{memory:9.0f}{count:9}{ratio}")
            if count < options.articles:
                sys.exit(f"{tool} wrote {count} pages for {options.articles} articles")


if __name__ == "__main__":
    main()
