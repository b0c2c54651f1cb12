"""Read published files, and check what must hold for all of them."""

import os
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urldefrag

from tests.support.viewer import Elements

#: the attributes by which a page can load something
LOADING = ("src", "srcset", "data", "poster", "background", "action", "formaction", "xlink:href", "manifest", "ping")


def everything(out: Path) -> dict[str, str]:
    """Return the text of every published file."""
    if out.is_file():
        return {out.name: out.read_bytes().decode()}
    return {str(path.relative_to(out)): path.read_bytes().decode() for path in sorted(out.rglob("*")) if path.is_file()}


def pages(out: Path) -> dict[str, Elements]:
    return {name: parsed(text) for name, text in everything(out).items() if name.endswith(".html")}


@lru_cache(maxsize=256)
def parsed(text: str) -> Elements:
    """Parse a page, once for all checks."""
    return Elements(text)


def ids(page: Elements) -> set[str]:
    return {attrs["id"] or "" for _, attrs in page.found if "id" in attrs}


def check_links(out: Path) -> None:
    """Check that every relative link leads to an existing file, and to an element of it or to a filtered list."""
    by_name = pages(out)
    targets = {name: ids(page) for name, page in by_name.items()}
    base = out if out.is_dir() else out.parent
    for name, page in by_name.items():
        for tag, attrs in page.found:
            for link in filter(None, (attrs.get("href"), attrs.get("src"))):
                if link.startswith(("http://", "https://", "data:")):
                    continue
                path, fragment = urldefrag(link)
                target = os.path.relpath((base / name).parent / unquote(path), base) if path else name
                assert (base / target).is_file(), (name, tag, link)
                assert not Path(target).is_absolute()
                assert not target.startswith(".."), (name, link)
                if fragment and fragment not in targets[target]:
                    assert target in ("index.html", out.name), (name, link)
                    assert re.match(
                        r"(search|speaker|country|topic|place|source|kind|since|until|certainly)=", fragment
                    ), (name, link)


def check_inert(out: Path) -> None:
    """Check that pages load nothing from other sites, and run only their own scripts."""
    for name, page in pages(out).items():
        for tag, attrs in page.found:
            assert not [attribute for attribute in attrs if attribute.startswith("on")], (name, tag, attrs)
            assert "style" not in attrs, (name, tag, attrs)
            assert tag not in ("iframe", "object", "embed", "base", "img", "audio", "video"), (name, tag)
            for attribute in LOADING:
                assert "//" not in (attrs.get(attribute) or ""), (name, tag, attrs)
            href = attrs.get("href") or ""
            if "//" in href:
                assert tag == "a", (name, tag, href)
                assert re.match(r"https?://", href), (name, href)
            assert not re.match(r"\s*(javascript|vbscript|data:text)", href, re.IGNORECASE), (name, href)
        scripts = [attrs for tag, attrs in page.found if tag == "script"]
        ours = [s for s in scripts if s.get("type") in ("application/json", "application/ld+json") or "src" in s]
        assert len(scripts) - len(ours) == (0 if out.is_dir() else 1), (name, scripts)
